import type { Buffer } from 'node:buffer';
import type { IngestRecord } from '../../src/wire/index.ts';
import { encodeBatch, encodeFrame } from '../../src/wire/index.ts';
import type { CorpusLine } from '../corpus/corpus.ts';
import { isProbe, probeLine } from './probes.ts';

/** What the collectors put into one batch. */
export const batchRecords = 1000;

/** The frames of a run, made of corpus lines that begin anew when they are used up. */
export class Frames {
  readonly #lines: readonly CorpusLine[];
  readonly #events: number;
  readonly #positions = new Map<string, number>();
  #next = 0;
  #sequence = 0;

  constructor(lines: readonly CorpusLine[], events: number) {
    this.#lines = lines;
    this.#events = events;
  }

  /** The next frame with the number of its last event; undefined after the last one. */
  next(): { readonly frame: Buffer; readonly last: number } | undefined {
    const records: IngestRecord[] = [];
    while (records.length < batchRecords && this.#next < this.#events) {
      records.push(this.#record(this.#next++));
    }
    if (records.length === 0) return undefined;
    const frame = encodeFrame('batch', ++this.#sequence, encodeBatch(records));
    return { frame, last: this.#next - 1 };
  }

  #record(index: number): IngestRecord {
    const line = this.#lines[index % this.#lines.length];
    const text = isProbe(index, this.#events) ? probeLine(index) : (line?.text ?? '');
    const location = line?.location ?? '/var/log/syslog';
    const from = this.#positions.get(location) ?? 0;
    const to = from + text.length + 1;
    this.#positions.set(location, to);
    const origin = { agent: '000', source: `file:${location}`, stream: 'bench', from, to };
    return { queue: '1', location, text, origin };
  }
}
