/**
 * The queues of a spool, the most valuable first: what the agent itself reports (integrity,
 * policies, its own state) is little and cannot be read again; logs are the bulk. Each has disk of
 * its own, so a flood of one never costs the other.
 */
export const lanes = ['reports', 'logs'] as const;
export type Lane = (typeof lanes)[number];

/** Of the whole size of a spool. */
export const laneShares: Readonly<Record<Lane, number>> = { reports: 1 / 8, logs: 7 / 8 };

/** A place in each lane, in the order of `lanes`. */
export type LanePositions = readonly [reports: number, logs: number];

export const noPositions: LanePositions = [0, 0];

export function laneNumber(lane: Lane): 0 | 1 {
  return lane === 'reports' ? 0 : 1;
}

/** Host information, integrity and policy checks. */
const reportQueues = new Set(['3', '8', '9']);

/** The source of records of the agent itself. */
export const ownSource = 'agent';

export function laneOf(record: {
  readonly queue: string;
  readonly origin: { readonly source: string } | undefined;
}): Lane {
  const isOwn = record.origin?.source === ownSource;
  return isOwn || reportQueues.has(record.queue) ? 'reports' : 'logs';
}
