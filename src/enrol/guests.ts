import { parseAddress, type Clock } from '../base/index.ts';

/** Connections that one sender may have at once. */
const perSenderMax = 16;
/** Failures that a sender has at once, and how long it takes to earn another one. */
const failuresMax = 10;
const earnMs = 30_000;
/** Senders whose failures are remembered; whoever failed longest ago is forgotten first. */
const sendersMax = 4096;
/** Agents that one sender may enrol at once where nobody has to show anything, and the pace. */
const openMax = 60;
const openEarnMs = 1000;

interface Bucket {
  left: number;
  atMs: number;
}

/** Who may connect now: guessing passwords and filling the list of agents both take long. */
export class Guests {
  readonly #clock: Clock;
  readonly #connectionsMax: number;
  readonly #connected = new Map<string, number>();
  #count = 0;
  readonly #failures: Buckets;
  readonly #open: Buckets;

  constructor(clock: Clock, connectionsMax: number) {
    this.#clock = clock;
    this.#connectionsMax = connectionsMax;
    this.#failures = new Buckets(failuresMax, earnMs);
    this.#open = new Buckets(openMax, openEarnMs);
  }

  /** Why the sender must not connect; undefined when it may, and `leave` is called later. */
  enter(address: string): 'too many connections' | 'too many failures' | undefined {
    if (!this.#failures.has(networkOf(address), this.#clock())) return 'too many failures';
    const own = this.#connected.get(address) ?? 0;
    if (this.#count >= this.#connectionsMax || own >= perSenderMax) return 'too many connections';
    this.#connected.set(address, own + 1);
    this.#count++;
    return undefined;
  }

  leave(address: string): void {
    const left = (this.#connected.get(address) ?? 1) - 1;
    if (left > 0) this.#connected.set(address, left);
    else this.#connected.delete(address);
    this.#count--;
  }

  failed(address: string): void {
    this.#failures.take(networkOf(address), this.#clock());
  }

  /** Whether a sender that has shown nothing may enrol one more agent now. */
  mayEnrolOpenly(address: string): boolean {
    return this.#open.take(networkOf(address), this.#clock());
  }
}

/** Tokens that come back with time; senders that have all of theirs need no entry. */
class Buckets {
  readonly #max: number;
  readonly #earnMs: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(max: number, earnMs: number) {
    this.#max = max;
    this.#earnMs = earnMs;
  }

  has(sender: string, nowMs: number): boolean {
    return this.#left(sender, nowMs) >= 1;
  }

  take(sender: string, nowMs: number): boolean {
    const left = this.#left(sender, nowMs);
    if (left < 1) return false;
    this.#buckets.delete(sender);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= sendersMax && oldest !== undefined) this.#buckets.delete(oldest);
    this.#buckets.set(sender, { left: left - 1, atMs: nowMs });
    return true;
  }

  #left(sender: string, nowMs: number): number {
    const bucket = this.#buckets.get(sender);
    if (bucket === undefined) return this.#max;
    const earned = Math.max(0, nowMs - bucket.atMs) / this.#earnMs;
    return Math.min(this.#max, bucket.left + earned);
  }
}

/** Of IPv6 the network: whoever has one address there has all of them. */
function networkOf(address: string): string {
  const bytes = parseAddress(address);
  if (bytes === undefined || !address.includes(':')) return address;
  return `${Buffer.from(bytes.subarray(0, 8)).toString('hex')}::`;
}
