import type { Clock } from '../../base/index.ts';

const perSecond = 50_000;
const burst = 2 * perSecond;
const sendersMax = 4096;
/** How long one that is over its limit rests: long enough to earn a thousand messages. */
const restMs = 20;

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
    return this.waitMs(address) === 0;
  }

  /** Takes one message of a sender that can be held back, or answers how long it should wait. */
  waitMs(address: string): number {
    const now = this.#clock();
    const bucket = this.#bucket(address, now);
    const earned = (Math.max(0, now - bucket.atMs) / 1000) * perSecond;
    bucket.left = Math.min(burst, bucket.left + earned);
    bucket.atMs = now;
    if (bucket.left < 1) return restMs;
    bucket.left--;
    return 0;
  }

  #bucket(address: string, now: number): Bucket {
    const known = this.#buckets.get(address);
    if (known !== undefined) return known;
    // Whoever came first is forgotten first, which is generous to it and never strict.
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= sendersMax && oldest !== undefined) this.#buckets.delete(oldest);
    const fresh = { left: burst, atMs: now };
    this.#buckets.set(address, fresh);
    return fresh;
  }
}
