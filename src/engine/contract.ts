import type { Event, LogRecord, RuleFacts, Verdict } from '../event/index.ts';
import type { FileTable } from './file-table.ts';
import type { MaintenanceTable } from './maintenance.ts';
import type { ScanTable } from './scan-moments.ts';
import type { Statistics } from './statistics/index.ts';

/**
 * Decoders and rules compiled into one pure machine. It does no I/O and reads no clock: time comes
 * with each record, so the same records from the same state always give the same verdicts.
 */
export interface Engine {
  readonly ruleCount: number;
  readonly decoderCount: number;
  /** Answers undefined for a record that is not a valid message (bad location). */
  process(record: LogRecord): Verdict | undefined;
  /** An alert about the number of events that the last record raised; comes before its verdict. */
  readonly anomaly: Verdict | undefined;
  /** Counts and averages of hours; undefined in an engine that keeps none. */
  readonly statistics: Statistics | undefined;
  /** When changes of files are expected, and what was taken so. */
  readonly maintenance: MaintenanceTable;
  /** When checks of agents began and ended. */
  readonly scans: ScanTable;
  /** The correlation state: windows, first-seen keys, ignore timers, check_diff, counters. */
  snapshot(): EngineSnapshot;
  /** Takes over a state; rules that are not in this engine lose theirs, counted by the caller. */
  restore(snapshot: EngineSnapshot): void;
  /** Known files are kept there from now on; without it they are part of the state. */
  keepFilesIn(files: FileTable): void;
  /** What was refused or forgotten since the start, by its name in the state file. */
  counters(): Readonly<Record<string, number>>;
  /** Facts of a loaded rule, for commands that explain. */
  rule(id: number): RuleFacts | undefined;
}

/** A structured-clone value: `v8.serialize` takes it as it is. */
export interface EngineSnapshot {
  readonly version: 1;
  readonly body: unknown;
}

export type { Event, LogRecord, RuleFacts, Verdict };
