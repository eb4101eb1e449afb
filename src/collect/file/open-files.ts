/** Something that holds a file open and can do without for a while. */
export interface Parkable {
  /** Asks to close the file once nothing is to be read from it. */
  park(): void;
}

const LEAST = 16;

/** Bounds how many files are held open: those that did not change for the longest are closed. */
export class OpenFiles {
  #max: number;
  readonly #inOrder = new Set<Parkable>();

  constructor(max: number) {
    this.#max = Math.max(1, max);
  }

  /** The holder has opened its file or read something new from it. */
  touch(holder: Parkable): void {
    this.#inOrder.delete(holder);
    this.#inOrder.add(holder);
    this.#parkExcess();
  }

  drop(holder: Parkable): void {
    this.#inOrder.delete(holder);
  }

  /** The system gives no more files: does with half of those that are open. */
  shrink(): void {
    this.#max = Math.max(LEAST, Math.floor(this.#inOrder.size / 2));
    this.#parkExcess();
  }

  #parkExcess(): void {
    for (const holder of this.#inOrder) {
      if (this.#inOrder.size <= this.#max) return;
      this.#inOrder.delete(holder);
      holder.park();
    }
  }
}
