/** Lets any number of waiters sleep until the next `wake`. */
export class Wakeup {
  #sleepers = new Set<() => void>();

  wake(): void {
    const sleepers = this.#sleepers;
    this.#sleepers = new Set();
    for (const sleeper of sleepers) sleeper();
  }

  /** Resolves at the next `wake`, at once when `signal` is or becomes aborted. */
  async sleep(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal?.removeEventListener('abort', done);
        this.#sleepers.delete(done);
        resolve();
      };
      this.#sleepers.add(done);
      signal?.addEventListener('abort', done);
    });
  }

  async sleepAtMost(ms: number): Promise<void> {
    const timer = setTimeout(() => this.wake(), ms);
    await this.sleep();
    clearTimeout(timer);
  }
}
