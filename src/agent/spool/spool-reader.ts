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
  /** What was read ahead. */
  readonly ready: SpoolEntry[];
  readyBytes: number;
  isReading: boolean;
}

const aheadBytesMax = 512 * 1024;

/** Reads a spool from given places on, a little ahead; reports come before logs. */
export class SpoolReader {
  readonly #lanes: readonly LaneReader[];
  readonly #stop = new AbortController();
  #wake: (() => void) | undefined;

  constructor(spool: Spool, from: LanePositions) {
    this.#lanes = lanes.map((lane) => {
      const journal = spool.journal(lane);
      const start = Math.max(from[laneNumber(lane)], journal.begin);
      const items = journal.read(start, this.#stop.signal)[Symbol.asyncIterator]();
      const reader: LaneReader = { lane, items, ready: [], readyBytes: 0, isReading: false };
      void this.#readAhead(reader);
      return reader;
    });
  }

  /** The next one that waits; undefined for nothing. */
  take(): SpoolEntry | undefined {
    const reader = this.#lanes.find(({ ready }) => ready.length > 0);
    return reader === undefined ? undefined : this.#takeFrom(reader);
  }

  /** What waits of one lane, up to a size; at least one, if there is one. */
  takeMany(bytesMax: number): readonly SpoolEntry[] {
    const reader = this.#lanes.find(({ ready }) => ready.length > 0);
    const taken: SpoolEntry[] = [];
    if (reader === undefined) return taken;
    let bytes = 0;
    for (let [next] = reader.ready; next !== undefined; [next] = reader.ready) {
      bytes += next.bytes.length;
      if (taken.length > 0 && bytes > bytesMax) break;
      this.#takeFrom(reader);
      taken.push(next);
    }
    return taken;
  }

  get hasMore(): boolean {
    return this.#lanes.some(({ ready }) => ready.length > 0);
  }

  /** Resolves when something waits, after `ms` at the latest, and when the reader is closed. */
  async wait(ms: number): Promise<void> {
    if (this.hasMore || this.#stop.signal.aborted) return;
    await this.pause(ms);
  }

  /** The same, but what waits already does not count: until something else comes, or `wake`. */
  async pause(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
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

  #takeFrom(reader: LaneReader): SpoolEntry | undefined {
    const entry = reader.ready.shift();
    reader.readyBytes -= entry?.bytes.length ?? 0;
    if (!reader.isReading && reader.readyBytes < aheadBytesMax / 2) void this.#readAhead(reader);
    return entry;
  }

  async #readAhead(reader: LaneReader): Promise<void> {
    reader.isReading = true;
    while (reader.readyBytes < aheadBytesMax) {
      const result = await reader.items.next();
      if (result.done === true) return;
      // A gap was dropped or is damaged: named by the spool, and by the ranges that are missing.
      if (result.value.kind === 'gap') continue;
      const { at: from, next, bytes } = result.value;
      reader.ready.push({ lane: reader.lane, from, next, bytes: Buffer.from(bytes) });
      reader.readyBytes += bytes.length;
      this.wake();
    }
    reader.isReading = false;
  }
}
