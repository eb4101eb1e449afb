import type { KeptEvent } from './kept-event.ts';

const shortMax = 6;

/** Events in order of arrival; the oldest can be dropped without moving the others. */
export class RecentList {
  #items: KeptEvent[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** 0 is the newest. */
  newest(index: number): KeptEvent | undefined {
    const at = this.#items.length - 1 - index;
    return at < this.#head ? undefined : this.#items[at];
  }

  oldest(): KeptEvent | undefined {
    return this.#items[this.#head];
  }

  push(event: KeptEvent): void {
    // Most lists stay short; pushing to an array reserves room for many more.
    if (this.#items.length < shortMax) this.#items = this.#items.concat(event);
    else this.#items.push(event);
  }

  dropOldest(): KeptEvent | undefined {
    if (this.length === 0) return undefined;
    const event = this.#items[this.#head];
    this.#head++;
    // Copying half the array once in as many drops keeps the cost of a drop constant.
    if (this.#head > 32 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return event;
  }

  /** Oldest first. */
  toArray(): KeptEvent[] {
    return this.#items.slice(this.#head);
  }
}
