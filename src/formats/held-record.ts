import { limits } from '../base/index.ts';
import type { FrameSink } from './format.ts';

/**
 * The lines of one record that is not complete yet. Bounded: once the text is full the record is
 * given at once, and the lines that still belong to it are passed over, so that the position in
 * the source moves on and a restart never reads an endless record again.
 */
export class HeldRecord {
  #text = '';
  #to = 0;
  #cut = false;
  #state: 'empty' | 'holding' | 'given' = 'empty';
  #lines = 0;
  readonly #sink: FrameSink;
  readonly #queue: string;

  constructor(sink: FrameSink, queue: string) {
    this.#sink = sink;
    this.#queue = queue;
  }

  /** Whether lines are held that the sink has not seen. */
  get pending(): boolean {
    return this.#state === 'holding';
  }

  /** Whether a record is open, its text given early or not. */
  get open(): boolean {
    return this.#state !== 'empty';
  }

  get lines(): number {
    return this.#lines;
  }

  /** Begins a record; one that is still open is given first. */
  start(text: string, to: number, cut: boolean): void {
    this.give();
    this.#text = text;
    this.#to = to;
    this.#cut = cut;
    this.#lines = 1;
    this.#state = 'holding';
  }

  append(separator: string, text: string, to: number, cut: boolean): void {
    this.#lines++;
    if (this.#state === 'given') {
      this.#sink.skip(to);
      return;
    }
    const piece = separator + text;
    const room = limits.lineBytes - this.#text.length;
    this.#text += piece.length > room ? piece.slice(0, room) : piece;
    this.#cut ||= cut || piece.length > room;
    this.#to = to;
    if (piece.length > room) {
      this.#emit();
      this.#state = 'given';
    }
  }

  /** Takes a line into the record's range without its text. */
  pass(to: number): void {
    if (this.#state === 'given') this.#sink.skip(to);
    else this.#to = to;
  }

  /** Ends the record. */
  give(): void {
    if (this.#state === 'holding') this.#emit();
    this.#state = 'empty';
    this.#text = '';
    this.#lines = 0;
  }

  #emit(): void {
    this.#sink.record(this.#queue, this.#text, this.#to, this.#cut);
    this.#text = '';
  }
}
