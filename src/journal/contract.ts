import type { Buffer } from 'node:buffer';

/** A place between two entries. Rises with every entry and never starts over. */
export type JournalCursor = number;

export interface JournalEntry {
  readonly kind: 'entry';
  readonly at: JournalCursor;
  readonly next: JournalCursor;
  readonly receiptTimeMs: number;
  /** The batch as it was appended. Valid until the next item is asked for. */
  readonly bytes: Buffer;
}

/** Entries that cannot be read any more: lost, but never without being named. */
export interface JournalGap {
  readonly kind: 'gap';
  readonly at: JournalCursor;
  readonly next: JournalCursor;
  readonly reason: 'damaged' | 'missing' | 'trimmed';
}

export type JournalItem = JournalEntry | JournalGap;

/** What an owner may want to log; none of these stops the journal. */
export type JournalNotice =
  | { readonly kind: 'torn-tail'; readonly bytes: number }
  | { readonly kind: 'stalled'; readonly error: Error }
  | { readonly kind: 'resumed' }
  /** Told again (`isAgain`) when trimming did not make room enough. */
  | { readonly kind: 'full'; readonly bytes: number; readonly isAgain: boolean };

/**
 * The durable log between intake and analysis. Entries keep the order in which `append` was
 * called. One writer; any number of readers, each with its own cursor.
 */
export interface Journal {
  /** The oldest place that can still be read. */
  readonly begin: JournalCursor;
  /** Behind the last durable entry. */
  readonly end: JournalCursor;
  /** The nearest place up to which `trim` frees disk; undefined while nothing can be freed. */
  readonly trimmable: JournalCursor | undefined;
  /**
   * Resolves once the batch survives a power cut. While the disk is full or the journal has
   * reached its bound it waits: callers hold back their sources. Rejects only for a batch that
   * can never be stored, and when the journal is closed before the batch is safe.
   */
  append(batch: Buffer, receiptTimeMs: number): Promise<void>;
  /** Durable items in order from `from` on; waits for new ones until `signal` or `close`. */
  read(from: JournalCursor, signal: AbortSignal): AsyncIterable<JournalItem>;
  /** Everything before `cursor` may be forgotten. */
  trim(cursor: JournalCursor): Promise<void>;
  /** Waits for appends under way unless the disk refuses them. Closing twice is allowed. */
  close(): Promise<void>;
}
