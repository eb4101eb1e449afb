import { limits } from '../base/index.ts';
import type { Origin } from '../event/index.ts';
import { LineSplitter } from '../formats/index.ts';
import type { FlushReason, Framer, FramerFactory } from '../formats/index.ts';
import type { CollectedRecord } from './contract.ts';
import type { SourceCounters } from './source-counters.ts';

/** This machine; a server rewrites the records of its agents. */
export const LOCAL_AGENT = '000';

export interface StreamStart {
  readonly offset: number;
  readonly covered: number;
  readonly memory: string;
}

export interface FramedStreamOptions {
  readonly framer: FramerFactory;
  readonly path: string;
  readonly hostname: string;
  readonly source: string;
  readonly stream: string;
  readonly start: StreamStart;
  readonly counters: SourceCounters;
}

/**
 * Bytes of one stream in, records with their origins out. Knows at each moment where reading may
 * begin again without losing or repeating anything: after the last line that left the framer.
 */
export class FramedStream {
  readonly #splitter: LineSplitter;
  readonly #framer: Framer;
  readonly #options: FramedStreamOptions;
  #records: CollectedRecord[] = [];
  #offset: number;
  #covered: number;

  constructor(options: FramedStreamOptions) {
    const { framer, path, hostname, start } = options;
    this.#options = options;
    this.#offset = start.offset;
    this.#covered = start.covered;
    this.#framer = framer(
      {
        record: (queue, text, to, cut) => this.#emit(queue, text, to, cut),
        skip: (to) => {
          this.#offset = to;
        },
      },
      { path, hostname, memory: start.memory },
    );
    this.#splitter = new LineSplitter(this.#framer, start.offset, limits.lineBytes);
  }

  /** Position after the last byte that was pushed. */
  get readOffset(): number {
    return this.#splitter.position;
  }

  /** Where a reader would begin again once the records taken so far are delivered. */
  get resume(): StreamStart {
    return { offset: this.#offset, covered: this.#covered, memory: this.#framer.memory };
  }

  /** Whether lines of an unfinished record are held. */
  get pending(): boolean {
    return this.#framer.pending;
  }

  /** Whether anything is held that would be given at the end of the stream. */
  get unfinished(): boolean {
    return this.#framer.pending || this.#splitter.partial;
  }

  push(chunk: string): void {
    this.#splitter.push(chunk);
  }

  flush(reason: FlushReason): void {
    if (reason === 'finished') this.#splitter.finish();
    this.#framer.flush(reason);
  }

  /** The records since the last call. */
  take(): readonly CollectedRecord[] {
    const taken = this.#records;
    this.#records = [];
    return taken;
  }

  #emit(queue: string, text: string, to: number, cut: boolean): void {
    const { path, source, stream, counters } = this.#options;
    const origin: Origin = { agent: LOCAL_AGENT, source, stream, from: this.#covered, to };
    counters.records++;
    counters.bytes += to - this.#covered;
    if (cut) counters.cutLines++;
    this.#offset = to;
    this.#covered = to;
    this.#records.push({ queue, location: path, text, origin });
  }
}
