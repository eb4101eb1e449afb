import type { HistorySnapshot, MemorySnapshot } from '../rules/index.ts';
import type { Accumulated } from './accumulator.ts';
import type { IntegrityState } from './file-integrity.ts';
import type { HostStates } from './host-info.ts';
import type { EngineOptions } from './options.ts';
import type { FindingStates } from './rootcheck.ts';
import type { ScanMoments } from './scan-moments.ts';
import type { StatisticsState } from './statistics/index.ts';

/** The body of a snapshot. It is live data: serialise it before the next record. */
export interface EngineState {
  readonly correlation: EngineOptions['correlation'];
  readonly memory: MemorySnapshot;
  /** Missing in snapshots from before it had this form: they begin without earlier events. */
  readonly kept?: HistorySnapshot;
  readonly duplicates: readonly string[];
  readonly accumulated: ReadonlyMap<string, Accumulated>;
  readonly hosts: HostStates;
  /** Missing in snapshots from before these were decoded. */
  readonly integrity?: IntegrityState;
  readonly findings?: FindingStates;
  readonly scans?: ReadonlyMap<string, ScanMoments>;
  readonly statistics?: StatisticsState;
}
