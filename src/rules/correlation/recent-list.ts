import type { Event } from '../../event/index.ts';

/** Events in order of arrival; the oldest can be dropped without moving the others. */
export class RecentList {
  #items: Event[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** 0 is the newest. */
  newest(index: number): Event | undefined {
    const at = this.#items.length - 1 - index;
    return at < this.#head ? undefined : this.#items[at];
  }

  oldest(): Event | undefined {
    return this.#items[this.#head];
  }

  push(event: Event): void {
    this.#items.push(event);
  }

  dropOldest(): Event | undefined {
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
  toArray(): Event[] {
    return this.#items.slice(this.#head);
  }
}
