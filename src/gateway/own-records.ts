import type { Outbox } from './outbox.ts';

/** What the gateway itself has to report, and what came without a position of its own. */
export class OwnRecords {
  readonly #outbox: Outbox;
  readonly #stream: string;
  #number = 0;

  /** `stream` names this run of the process. */
  constructor(outbox: Outbox, stream: string) {
    this.#outbox = outbox;
    this.#stream = stream;
  }

  add(location: string, text: string): boolean {
    return this.take('remoted', { queue: '1', location, text });
  }

  /** Numbers a record, so that it counts once however often it is sent to analysis. */
  take(
    source: string,
    record: { readonly queue: string; readonly location: string; readonly text: string },
  ): boolean {
    const from = this.#number++;
    const stream = this.#stream;
    return this.#outbox.add({
      ...record,
      origin: { agent: '000', source, stream, from, to: from + 1 },
    });
  }
}
