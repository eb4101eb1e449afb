import type { Writable } from 'node:stream';

/** Lines that scroll, with one status line below them that is redrawn in place. */
export class Screen {
  readonly #out: Writable;
  readonly #columns: (() => number) | undefined;
  #status = '';
  #drawn = false;

  /** `columns` tells the width of a terminal; without it there is no status line. */
  constructor(out: Writable, columns: (() => number) | undefined) {
    this.#out = out;
    this.#columns = columns;
  }

  print(text: string): void {
    this.#out.write(`${this.#erased()}${text}\n`);
    this.#draw();
  }

  status(text: string): void {
    if (text === this.#status && this.#drawn) return;
    this.#status = text;
    if (this.#drawn) this.#out.write(this.#erased());
    this.#draw();
  }

  /** Takes the status line away for good. */
  end(): void {
    if (this.#drawn) this.#out.write(this.#erased());
    this.#status = '';
  }

  #draw(): void {
    if (this.#columns === undefined || this.#status === '') return;
    // A line that fills the last column wraps on some terminals and could not be erased.
    this.#out.write(this.#status.slice(0, Math.max(0, this.#columns() - 1)));
    this.#drawn = true;
  }

  #erased(): string {
    if (!this.#drawn) return '';
    this.#drawn = false;
    return '\r\u001b[2K';
  }
}
