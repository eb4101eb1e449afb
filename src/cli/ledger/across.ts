import type { ToldTally } from '../../fleet/index.ts';
import type { LedgerReport, SourceTally } from '../../server/index.ts';
import type { SourceReach } from '../../wire/index.ts';

/** How what an agent read of a source compares with what the server has of it. */
export type SourceState =
  /** The server analysed everything that the agent read. */
  | 'complete'
  /** Positions never arrived: the ledger names them. */
  | 'missing'
  /** The agent read more than the server has; it waits at the agent or on the way. */
  | 'behind'
  /** The agent does not tell what it read; nothing is missing between what came. */
  | 'unknown';

export interface SourceAcross {
  readonly source: string;
  readonly state: SourceState;
  /** Records that the agent has read since its spool was made; null where it does not say. */
  readonly read: number | null;
  /** Positions (bytes of a file, numbers of a sequence) that the server has yet to get. */
  readonly behind: number | null;
  /** What the server has; undefined where nothing came yet. */
  readonly tally: SourceTally | undefined;
}

/** One agent's sources, on both sides of the wire. */
export interface AgentAcross {
  readonly id: string;
  readonly told: ToldTally | undefined;
  readonly sources: readonly SourceAcross[];
}

export function agentAcross(
  report: LedgerReport,
  id: string,
  told: ToldTally | undefined,
): AgentAcross {
  const here = report.sources.filter(({ agent }) => agent === id);
  const byName = new Map(here.map((tally) => [tally.source, tally]));
  const reaches = new Map((told?.sources ?? []).map((reach) => [reach.source, reach]));
  const names = [...new Set([...reaches.keys(), ...byName.keys()])].sort();
  const spool = told?.spool ?? '';
  const sources = names.map((source) => {
    return compared(source, reaches.get(source), byName.get(source), spool);
  });
  return { id, told, sources };
}

function compared(
  source: string,
  reach: SourceReach | undefined,
  tally: SourceTally | undefined,
  spool: string,
): SourceAcross {
  const read = reach?.records ?? null;
  const behind = reach === undefined ? null : behindOf(reach, tally, spool);
  return { source, read, behind, tally, state: stateOf(behind, tally) };
}

function stateOf(behind: number | null, tally: SourceTally | undefined): SourceState {
  if (tally !== undefined && tally.gaps > 0) return 'missing';
  if (behind === null) return 'unknown';
  return behind > 0 ? 'behind' : 'complete';
}

/** In another stream nothing of this one came: all of it is to come. */
function behindOf(reach: SourceReach, tally: SourceTally | undefined, spool: string): number {
  const isSame = tally?.stream === `${reach.stream}@${spool}`;
  return isSame ? Math.max(0, reach.position - tally.position) : Math.max(1, reach.position);
}

/** Whether the server analysed everything that the agent read, as far as the agent tells. */
export function isComplete({ told, sources }: AgentAcross): boolean {
  const all = sources.every(({ state }) => state === 'complete');
  return told !== undefined && told.waitingBytes === 0 && told.lost === 0 && all;
}
