import type { Clock } from '../../base/index.ts';

const perSecond = 50_000;
const burst = 2 * perSecond;
const sendersMax = 4096;

interface Bucket {
  left: number;
  atMs: number;
}

/** How much each sender may still send now: one that floods must not crowd out the others. */
export class SenderRates {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False when the sender is over its limit. */
  take(address: string): boolean {
    const now = this.#clock();
    const bucket = this.#bucket(address, now);
    const earned = (Math.max(0, now - bucket.atMs) / 1000) * perSecond;
    bucket.left = Math.min(burst, bucket.left + earned);
    bucket.atMs = now;
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  }

  #bucket(address: string, now: number): Bucket {
    const known = this.#buckets.get(address);
    if (known !== undefined) return known;
    // Forgetting all is generous, never strict.
    if (this.#buckets.size >= sendersMax) this.#buckets.clear();
    const fresh = { left: burst, atMs: now };
    this.#buckets.set(address, fresh);
    return fresh;
  }
}
