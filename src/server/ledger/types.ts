/** How many gaps of a source are kept by name; all are counted. */
export const gapsKept = 8;

/** Positions of a stream that never arrived. */
export interface NamedGap {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
}

/** What became of the records of one source. `received` = `analysed` + `duplicates` + `invalid`. */
export interface SourceTally {
  /** Agent id; empty for records that came without an origin. */
  readonly agent: string;
  readonly source: string;
  readonly received: number;
  readonly analysed: number;
  readonly duplicates: number;
  /** Records that are no valid message. */
  readonly invalid: number;
  /** Positions that records covered: bytes of a file, numbers of a sequence. */
  readonly covered: number;
  readonly gaps: number;
  /** Positions that gaps covered. */
  readonly lost: number;
  /** The stream of the newest record, and the position behind it. */
  readonly stream: string;
  readonly position: number;
  readonly lastGaps: readonly NamedGap[];
}

/** Sums over everything since the installation; a replay after a crash does not count twice. */
export interface Totals {
  readonly received: number;
  readonly analysed: number;
  readonly duplicates: number;
  readonly invalid: number;
  readonly gaps: number;
  readonly alerts: number;
  /** Journal entries that hold no batch. */
  readonly malformedBatches: number;
  /** Damaged or missing pieces of the journal. */
  readonly journalGaps: number;
}

export function emptyTotals(): Totals {
  return {
    received: 0,
    analysed: 0,
    duplicates: 0,
    invalid: 0,
    gaps: 0,
    alerts: 0,
    malformedBatches: 0,
    journalGaps: 0,
  };
}

/** The whole ledger as a value. */
export interface LedgerState {
  readonly totals: Totals;
  readonly streams: readonly (readonly [string, number])[];
  readonly streamsEvicted: number;
  readonly sources: readonly (readonly [string, SourceTally])[];
  readonly sourcesEvicted: number;
}
