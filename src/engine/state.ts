import { Event } from '../event/index.ts';
import type { HistorySnapshot, MemorySnapshot } from '../rules/index.ts';
import type { Accumulated } from './accumulator.ts';
import type { IntegrityState } from './file-integrity.ts';
import type { HostStates } from './host-info.ts';
import type { EngineOptions } from './options.ts';
import type { FindingStates } from './rootcheck.ts';
import type { StatisticsState } from './statistics/index.ts';

/** The body of a snapshot. It is live data: serialise it before the next record. */
export interface EngineState {
  readonly correlation: EngineOptions['correlation'];
  readonly memory: MemorySnapshot;
  readonly history: HistorySnapshot;
  readonly duplicates: readonly string[];
  readonly accumulated: ReadonlyMap<string, Accumulated>;
  readonly hosts: HostStates;
  /** Missing in snapshots from before these were decoded. */
  readonly integrity?: IntegrityState;
  readonly findings?: FindingStates;
  readonly statistics?: StatisticsState;
}

/**
 * Gives events back their class after a structured clone. An event that stands in several lists
 * comes out as one object again, because lists share its mark.
 */
export function reviver(): (event: Event) => Event {
  const revived = new Map<Event, Event>();
  return (plain) => {
    const known = revived.get(plain);
    if (known !== undefined) return known;
    const event = new Event(plain.timeMs, plain.queue, plain.location, plain.fullLog);
    Object.assign(event, plain);
    revived.set(plain, event);
    return event;
  };
}
