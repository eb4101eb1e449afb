import type { Framer } from './format.ts';

/**
 * Cuts a stream of bytes into lines for a framer. Holds at most `limit` characters between two
 * pushes: what a line has beyond that is dropped, and the line says that it was cut.
 */
export class LineSplitter {
  #rest = '';
  #cut = false;
  #position: number;
  readonly #framer: Framer;
  readonly #limit: number;

  constructor(framer: Framer, start: number, limit: number) {
    this.#framer = framer;
    this.#position = start;
    this.#limit = limit;
  }

  /** Whether the stream stands inside a line. */
  get partial(): boolean {
    return this.#rest !== '' || this.#cut;
  }

  /** Position after the last byte pushed. */
  get position(): number {
    return this.#position;
  }

  push(chunk: string): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf('\n', start);
      if (end < 0) break;
      this.#add(chunk, start, end);
      this.#give(this.#position + end + 1);
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk, start, chunk.length);
    this.#position += chunk.length;
  }

  /** Gives a last line that has no newline; only for a stream to which nothing will be added. */
  finish(): void {
    if (this.partial) this.#give(this.#position);
  }

  #add(chunk: string, start: number, end: number): void {
    const room = this.#limit - this.#rest.length;
    if (end - start > room) this.#cut = true;
    const piece = chunk.slice(start, Math.min(end, start + room));
    this.#rest = this.#rest === '' ? piece : this.#rest + piece;
  }

  #give(to: number): void {
    const text = this.#rest;
    const cut = this.#cut;
    this.#rest = '';
    this.#cut = false;
    this.#framer.line(text, to, cut);
  }
}
