import type { IngestRecord } from '../wire/index.ts';
import { encodedBytes } from '../wire/index.ts';

const bytesMax = 64 * 1024 * 1024;

/** What takes records durably; see the ingest client. */
export interface Delivery {
  deliver(records: readonly IngestRecord[]): Promise<void>;
}

/**
 * Records on their way to analysis. What comes within one turn of the process goes over together.
 * While analysis is away they wait here, up to a bound: senders of datagrams cannot be held back.
 */
export class Outbox {
  readonly #delivery: Delivery;
  readonly #bytesMax: number;
  #waiting: IngestRecord[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #isDue = false;
  #closed = false;
  /** Records for which there was no room. */
  dropped = 0;
  taken = 0;

  constructor(delivery: Delivery, limitBytes = bytesMax) {
    this.#delivery = delivery;
    this.#bytesMax = limitBytes;
  }

  /** False when there is no room: the record is lost. */
  add(record: IngestRecord): boolean {
    const bytes = encodedBytes(record);
    if (this.#closed || this.#bytes + bytes > this.#bytesMax) {
      this.dropped++;
      return false;
    }
    this.taken++;
    this.#bytes += bytes;
    this.#waitingBytes += bytes;
    this.#waiting.push(record);
    if (!this.#isDue) {
      this.#isDue = true;
      setImmediate(() => this.#flush());
    }
    return true;
  }

  /** Whether senders that can wait should. */
  get isCrowded(): boolean {
    return this.#bytes > this.#bytesMax / 2;
  }

  get waitingBytes(): number {
    return this.#bytes;
  }

  close(): void {
    this.#closed = true;
  }

  #flush(): void {
    const records = this.#waiting;
    const bytes = this.#waitingBytes;
    this.#isDue = false;
    this.#waiting = [];
    this.#waitingBytes = 0;
    // Rejected only when all ends: what analysis did not take is named as a gap later.
    this.#delivery
      .deliver(records)
      .catch(() => undefined)
      .finally(() => {
        this.#bytes -= bytes;
      });
  }
}
