import type { CollectedRecord, Delivery } from './contract.ts';

const MAX_RECORDS = 1000;
const MAX_BYTES = 512 * 1024;

/** The collector is stopping: what was under way is given up and read again at the next start. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  readonly code = 'COLLECT_STOPPED';

  constructor() {
    super('the collector is stopping');
  }
}

/** Hands records on in batches and tells the sources when to stop. */
export class Courier {
  #stopped = false;
  #underWay = 0;
  readonly #delivery: Delivery;
  readonly #onFailure: (error: unknown) => void;

  constructor(delivery: Delivery, onFailure: (error: unknown) => void) {
    this.#delivery = delivery;
    this.#onFailure = onFailure;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Deliveries that have not answered. */
  get underWay(): number {
    return this.#underWay;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Resolves once all are delivered. */
  async send(records: readonly CollectedRecord[]): Promise<void> {
    let start = 0;
    while (start < records.length) {
      const end = batchEnd(records, start);
      await this.#deliver(records.slice(start, end));
      start = end;
    }
  }

  async #deliver(batch: readonly CollectedRecord[]): Promise<void> {
    if (this.#stopped) throw new StoppedError();
    this.#underWay++;
    try {
      await this.#delivery.deliver(batch);
    } catch (error) {
      if (!this.#stopped) {
        this.#stopped = true;
        this.#onFailure(error);
      }
      throw new StoppedError();
    } finally {
      this.#underWay--;
    }
  }
}

function batchEnd(records: readonly CollectedRecord[], start: number): number {
  let bytes = 0;
  let end = start;
  while (end < records.length && end - start < MAX_RECORDS) {
    bytes += records[end]?.text.length ?? 0;
    if (bytes > MAX_BYTES && end > start) break;
    end++;
  }
  return end;
}
