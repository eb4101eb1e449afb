/** What takes batches durably; see the ingest client. */
export interface BatchDelivery {
  /** Resolves once analysis holds the batch; batches keep their order. */
  deliverBatch(batch: Buffer): Promise<void>;
}

const bytesMax = 16 * 1024 * 1024;

/**
 * Batches of all connections on their way to analysis. Whoever adds has to look whether it is
 * crowded, and wait: agents keep what they send, so nothing needs to be held for them here.
 */
export class Intake {
  readonly #delivery: BatchDelivery;
  readonly #bytesMax: number;
  readonly #waiting = new Set<() => void>();
  #bytes = 0;

  constructor(delivery: BatchDelivery, limitBytes = bytesMax) {
    this.#delivery = delivery;
    this.#bytesMax = limitBytes;
  }

  get isCrowded(): boolean {
    return this.#bytes >= this.#bytesMax;
  }

  get waitingBytes(): number {
    return this.#bytes;
  }

  /** Resolves once all are safe. Rejects only when all ends. */
  async add(batches: readonly Buffer[]): Promise<void> {
    const bytes = batches.reduce((sum, { length }) => sum + length, 0);
    this.#bytes += bytes;
    try {
      await Promise.all(batches.map((batch) => this.#delivery.deliverBatch(batch)));
    } finally {
      this.#bytes -= bytes;
      if (!this.isCrowded) this.#wake();
    }
  }

  /** Calls back once there is room; the same function waits once, however often it asks. */
  whenFree(resume: () => void): void {
    this.#waiting.add(resume);
  }

  /** In turn, and only as long as there is room: who comes too early would only wait again. */
  #wake(): void {
    for (const resume of this.#waiting) {
      if (this.isCrowded) return;
      this.#waiting.delete(resume);
      resume();
    }
  }
}
