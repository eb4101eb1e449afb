import type { Clock } from '../base/index.ts';

const everyMs = 60_000;

/** Tells what strangers cause in one line a minute at most, and how much it kept back. */
export class RareLog {
  readonly #clock: Clock;
  readonly #write: (text: string) => void;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #untold = 0;

  constructor(clock: Clock, write: (text: string) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  tell(text: string): void {
    const now = this.#clock();
    if (now - this.#toldAtMs < everyMs) {
      this.#untold++;
      return;
    }
    const others = this.#untold === 0 ? '' : ` (and ${this.#untold} others since the last report)`;
    this.#write(`${text}${others}.`);
    this.#toldAtMs = now;
    this.#untold = 0;
  }
}
