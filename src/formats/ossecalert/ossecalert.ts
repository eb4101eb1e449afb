import { limits } from '../../base/index.ts';
import type { FrameSink, Framer, FramerFactory, LineFormat } from '../format.ts';
import { alertText } from './alert-text.ts';

const MAX_LINES = 512;

/** Entries begin with `** Alert` and end at a blank line, or where the next one begins. */
class AlertFramer implements Framer {
  readonly memory = '';
  #lines: string[] = [];
  #length = 0;
  #to = 0;
  #cut = false;
  readonly #sink: FrameSink;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  get pending(): boolean {
    return this.#lines.length > 0;
  }

  line(raw: string, to: number, cut: boolean): void {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const begins = line.startsWith('** Alert ');
    if (begins) this.flush();
    if (!begins && !this.pending) {
      this.#sink.skip(to);
      return;
    }
    this.#to = to;
    if (line === '') this.flush();
    else this.#add(line, cut);
  }

  flush(): void {
    if (!this.pending) return;
    const text = alertText(this.#lines);
    if (text === undefined) this.#sink.skip(this.#to);
    else this.#sink.record('1', text, this.#to, this.#cut);
    this.#lines = [];
    this.#length = 0;
    this.#cut = false;
  }

  #add(line: string, cut: boolean): void {
    const room = limits.lineBytes - this.#length;
    if (this.#lines.length >= MAX_LINES || line.length > room) {
      this.#cut = true;
      return;
    }
    this.#cut ||= cut;
    this.#lines.push(line);
    this.#length += line.length + 1;
  }
}

const framer: FramerFactory = (sink) => new AlertFramer(sink);

export const ossecalert: LineFormat = {
  kind: 'lines',
  summary: 'Each entry of the alert log of another manager on this host, as one record.',
  prepare: (option) => (option === '' ? framer : undefined),
};
