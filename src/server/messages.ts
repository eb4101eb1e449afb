import type { ChildMessage } from '../supervisor/index.ts';

/** An alert for the console, its texts ready to print. The alert log is the durable place. */
export interface AlertMessage {
  readonly kind: 'alert';
  readonly id: string;
  readonly timeMs: number;
  readonly level: number;
  readonly rule: number;
  readonly description: string;
  /** `host->path`; for agents `(name) address->path`. */
  readonly where: string;
  readonly hostname: string;
  readonly location: string;
  readonly srcip: string | undefined;
  readonly user: string | undefined;
  readonly log: string;
}

/** At most once a second, when something changed. Counts are those of the ledger. */
export interface StatsMessage {
  readonly kind: 'stats';
  readonly received: number;
  readonly analysed: number;
  readonly alerts: number;
  readonly duplicates: number;
  readonly gaps: number;
  readonly eventsPerSecond: number;
  /** Bytes in the journal that are still to be analysed. */
  readonly lagBytes: number;
  readonly sources: number;
  /** Alerts that were not told here because this reader was too slow. */
  readonly untold: number;
  /** Whether analysis waits for room on the disk. */
  readonly paused: boolean;
}

/** Everything the analysis process tells its parent. */
export type AnalysisMessage = ChildMessage | AlertMessage | StatsMessage;
