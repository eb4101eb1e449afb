const windowSize = 3;

/** The last distinct logs that were accepted; an equal one is a repetition. */
export class Duplicates {
  #recent: string[] = [];

  isRepeated(fullLog: string): boolean {
    if (this.#recent.includes(fullLog)) return true;
    this.#recent.push(fullLog);
    if (this.#recent.length > windowSize) this.#recent.shift();
    return false;
  }

  snapshot(): readonly string[] {
    return [...this.#recent];
  }

  restore(recent: readonly string[]): void {
    this.#recent = [...recent];
  }
}
