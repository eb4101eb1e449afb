import type { Clock } from '../../base/index.ts';
import type { RejectReason } from '../../wire/index.ts';

/** Why a datagram was dropped; nobody gets an answer. */
export type Rejection =
  | RejectReason
  /** Empty, or longer than any message. */
  | 'size'
  | 'marker'
  | 'unknown-id'
  | 'unknown-address'
  | 'cipher'
  /** Authentic, but no event and no control message. */
  | 'event'
  /** Of the durable protocol. */
  | 'proof'
  | 'frame'
  | 'tls';

const words: Readonly<Record<Rejection, string>> = {
  size: 'too long or empty',
  marker: 'no message of an agent',
  'unknown-id': 'no agent has this id at this address',
  'unknown-address': 'no agent has this address',
  cipher: 'a cipher that crypto_accept does not take',
  key: 'wrong key',
  compression: 'not readable behind the cipher',
  checksum: 'wrong checksum',
  counter: 'no counter',
  empty: 'no content',
  duplicate: 'counter used already',
  stale: 'counter from the past',
  event: 'no event',
  proof: "no proof of an agent's key",
  frame: 'no frame of the durable protocol',
  tls: 'no TLS 1.3',
};

const tellEveryMs = 60_000;

interface Tally {
  count: number;
  lastFrom: string;
}

/**
 * Counts what is dropped and tells it in one line a minute at most: whoever floods the port writes
 * no log.
 */
export class Rejections {
  readonly #clock: Clock;
  readonly #tell: (text: string) => void;
  readonly #totals = new Map<Rejection, number>();
  #untold = new Map<Rejection, Tally>();
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, tell: (text: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(reason: Rejection, from: string): void {
    this.#totals.set(reason, (this.#totals.get(reason) ?? 0) + 1);
    const tally = this.#untold.get(reason);
    if (tally === undefined) this.#untold.set(reason, { count: 1, lastFrom: from });
    else {
      tally.count++;
      tally.lastFrom = from;
    }
    this.tellIfDue();
  }

  /** For a timer, so that the last ones are told too. */
  tellIfDue(): void {
    const now = this.#clock();
    if (this.#untold.size === 0 || now - this.#toldAtMs < tellEveryMs) return;
    this.#toldAtMs = now;
    const parts = [...this.#untold].map(([reason, { count, lastFrom }]) => {
      return `${count} ${words[reason]} (the last from ${lastFrom})`;
    });
    this.#untold = new Map();
    this.#tell(`Messages dropped: ${parts.join('; ')}.`);
  }

  get total(): number {
    let sum = 0;
    for (const count of this.#totals.values()) sum += count;
    return sum;
  }

  count(reason: Rejection): number {
    return this.#totals.get(reason) ?? 0;
  }
}
