import { Buffer } from 'node:buffer';
import type { JournalItem } from '../../journal/index.ts';
import { laneNumber, lanes, type Lane, type LanePositions } from './lanes.ts';
import type { Spool } from './spool.ts';

/** A batch that waits for a server. */
export interface SpoolEntry {
  readonly lane: Lane;
  readonly from: number;
  /** To confirm once a server has it. */
  readonly next: number;
  readonly bytes: Buffer;
}

interface LaneReader {
  readonly lane: Lane;
  readonly items: AsyncIterator<JournalItem>;
  /** The next one, once it is there. */
  ready: SpoolEntry | undefined;
}

/** Reads a spool from given places on, reports before logs. One at a time. */
export class SpoolReader {
  readonly #lanes: readonly LaneReader[];
  readonly #stop = new AbortController();
  #wake: (() => void) | undefined;

  constructor(spool: Spool, from: LanePositions) {
    this.#lanes = lanes.map((lane) => {
      const journal = spool.journal(lane);
      const start = Math.max(from[laneNumber(lane)], journal.begin);
      const items = journal.read(start, this.#stop.signal)[Symbol.asyncIterator]();
      const reader: LaneReader = { lane, items, ready: undefined };
      void this.#fetch(reader);
      return reader;
    });
  }

  /** What waits now; undefined for nothing. */
  take(): SpoolEntry | undefined {
    for (const reader of this.#lanes) {
      const { ready } = reader;
      if (ready === undefined) continue;
      reader.ready = undefined;
      void this.#fetch(reader);
      return ready;
    }
    return undefined;
  }

  get hasMore(): boolean {
    return this.#lanes.some(({ ready }) => ready !== undefined);
  }

  /** Resolves when something waits, after `ms` at the latest, and when the reader is closed. */
  async wait(ms: number): Promise<void> {
    if (this.hasMore || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Ends a wait early. */
  wake(): void {
    this.#wake?.();
  }

  close(): void {
    this.#stop.abort();
    this.wake();
    // A reader that rests between two items holds its file open until it is told to end.
    for (const { items } of this.#lanes) items.return?.().catch(() => undefined);
  }

  async #fetch(reader: LaneReader): Promise<void> {
    for (;;) {
      const result = await reader.items.next();
      if (result.done === true) return;
      // A gap was dropped or is damaged: named by the spool, and by the ranges that are missing.
      if (result.value.kind === 'gap') continue;
      const { at: from, next, bytes } = result.value;
      reader.ready = { lane: reader.lane, from, next, bytes: Buffer.from(bytes) };
      this.wake();
      return;
    }
  }
}
