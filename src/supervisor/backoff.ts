import type { Clock } from '../base/index.ts';

const firstMs = 100;
const longestMs = 10_000;
const healthyMs = 30_000;

/** How long to wait before a child is started again; grows while it keeps falling over. */
export class Backoff {
  readonly #clock: Clock;
  #nextMs = firstMs;
  #startedAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock();
  }

  started(): void {
    this.#startedAt = this.#clock();
  }

  /** Call when the child ended: the milliseconds to wait. */
  delay(): number {
    // A clock set back makes the run look short; that only keeps the wait long.
    if (this.#clock() - this.#startedAt >= healthyMs) this.#nextMs = firstMs;
    const delay = this.#nextMs;
    this.#nextMs = Math.min(delay * 2, longestMs);
    return delay;
  }
}
