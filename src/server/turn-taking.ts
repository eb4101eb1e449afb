/** Runs asynchronous work one after another: what changes the pipeline never overlaps. */
export class TurnTaking {
  #last: Promise<unknown> = Promise.resolve();

  async run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    // The next one runs whether this one failed or not; its owner hears of the failure.
    this.#last = turn.catch(() => undefined);
    return await turn;
  }
}
