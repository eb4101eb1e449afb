import type { Writable } from 'node:stream';

const widthMax = 40;
const repaintMs = 200;
/** Smaller files are done before a bar is of use. */
const sizeMin = 8 << 20;

/** A progress bar on a terminal; silent for small input and elsewhere. */
export class ProgressBar {
  readonly #out: Writable | undefined;
  readonly #size: number;
  readonly #now: () => number;
  #painted: number;

  constructor(out: Writable | undefined, size: number | undefined, now: () => number) {
    this.#out = size !== undefined && size >= sizeMin ? out : undefined;
    this.#size = size ?? 0;
    this.#now = now;
    this.#painted = now();
  }

  update(bytes: number, events: number): void {
    const now = this.#now();
    if (this.#out === undefined || now - this.#painted < repaintMs) return;
    this.#painted = now;
    const share = Math.min(1, bytes / this.#size);
    const full = Math.round(share * widthMax);
    const bar = '#'.repeat(full) + '-'.repeat(widthMax - full);
    this.#out.write(`\r[${bar}] ${Math.floor(share * 100)} %  ${events} events\x1b[K`);
  }

  end(): void {
    this.#out?.write('\r\x1b[K');
  }
}
