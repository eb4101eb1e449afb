import { parseAddress, type Clock } from '../../base/index.ts';
import { isListed, type SenderRule } from '../../config/index.ts';
import { SenderRates } from './sender-rates.ts';

const tellEveryMs = 60_000;
/** Until analysis may have made room. */
const crowdedMs = 50;

export interface SyslogRecord {
  readonly queue: string;
  readonly location: string;
  readonly text: string;
}

export interface IntakeOptions {
  readonly allowed: readonly SenderRule[];
  readonly denied: readonly SenderRule[];
  /** False when there is no room for the record. */
  readonly take: (record: SyslogRecord) => boolean;
  readonly clock: Clock;
  readonly warn: (text: string) => void;
}

/** Messages of syslog senders: who may send, how fast, and what becomes of a message. */
export class SyslogIntake {
  readonly #options: IntakeOptions;
  readonly #rates: SenderRates;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #untold = 0;
  /** Messages and connections of senders that are not allowed. */
  refused = 0;
  /** Messages over a limit, or without room. */
  dropped = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#rates = new SenderRates(options.clock);
  }

  /** Denied senders are not listened to, and of the others only those that are allowed. */
  admits(address: string): boolean {
    const bytes = parseAddress(address);
    const { denied, allowed } = this.#options;
    const admitted = bytes !== undefined && !isListed(denied, bytes) && isListed(allowed, bytes);
    if (!admitted) {
      this.refused++;
      this.#tell(`Message of ${address} not allowed`);
    }
    return admitted;
  }

  /** Takes a message of a sender that is admitted; one character per byte. */
  take(message: string, address: string): void {
    const text = withoutPriority(message);
    if (text === '') return;
    if (!this.#rates.take(address)) this.drop(address, 'sends too fast');
    else if (!this.#options.take({ queue: '2', location: address, text })) {
      this.drop(address, 'waited for analysis in vain');
    }
  }

  /**
   * The same for a sender that can be held back: answers 0 for a message that was taken, else the
   * milliseconds until it should be offered again. Nothing is lost so.
   */
  offer(message: string, address: string): number {
    const text = withoutPriority(message);
    if (text === '') return 0;
    const waitMs = this.#rates.waitMs(address);
    if (waitMs > 0) return waitMs;
    return this.#options.take({ queue: '2', location: address, text }) ? 0 : crowdedMs;
  }

  drop(address: string, why: string): void {
    this.dropped++;
    this.#tell(`Message of ${address} dropped: ${why}`);
  }

  /** One line a minute at most, whoever sends how much. */
  #tell(text: string): void {
    const now = this.#options.clock();
    this.#untold++;
    if (now - this.#toldAtMs < tellEveryMs) return;
    const others =
      this.#untold > 1 ? ` (and ${this.#untold - 1} others since the last report)` : '';
    this.#options.warn(`${text}${others}.`);
    this.#toldAtMs = now;
    this.#untold = 0;
  }
}

/** `<PRI>` in front says nothing that rules know. */
function withoutPriority(message: string): string {
  if (!message.startsWith('<')) return message;
  return message.slice(message.indexOf('>') + 1);
}
