import type { KeptEvents } from './kept-events.ts';

const shortMax = 6;

/**
 * Places of kept events in order of arrival; the oldest can be dropped without moving the others.
 * What a list holds is kept.
 */
export class RecentList {
  readonly events: KeptEvents;
  #places: number[] = [];
  #head = 0;
  /** Events that were ever pushed. */
  #pushed = 0;
  /** Whose search cannot end well before so many were. */
  #waiting: object | undefined = undefined;
  #until = 0;

  constructor(events: KeptEvents) {
    this.events = events;
  }

  get length(): number {
    return this.#places.length - this.#head;
  }

  /** Notes that a search of this composite cannot end well before so many more events came. */
  postpone(composite: object, pushes: number): void {
    this.#waiting = composite;
    this.#until = this.#pushed + pushes;
  }

  /** Whether a search of the composite is known to end in vain. */
  isPostponed(composite: object): boolean {
    return this.#waiting === composite && this.#pushed < this.#until;
  }

  /** 0 is the newest. */
  newest(index: number): number | undefined {
    const at = this.#places.length - 1 - index;
    return at < this.#head ? undefined : this.#places[at];
  }

  oldest(): number | undefined {
    return this.#places[this.#head];
  }

  push(place: number): void {
    this.events.hold(place);
    this.#pushed++;
    // Most lists stay short; pushing to an array reserves room for many more.
    if (this.#places.length < shortMax) this.#places = this.#places.concat(place);
    else this.#places.push(place);
  }

  /** Answers the event's place, which may be another's from now on. */
  dropOldest(): number | undefined {
    if (this.length === 0) return undefined;
    const place = this.#places[this.#head] ?? 0;
    this.#head++;
    // Copying half the array once in as many drops keeps the cost of a drop constant.
    if (this.#head > 32 && this.#head * 2 > this.#places.length) {
      this.#places = this.#places.slice(this.#head);
      this.#head = 0;
    }
    this.events.release(place);
    return place;
  }

  /** Drops all. */
  clear(): void {
    for (let i = this.#head; i < this.#places.length; i++) {
      this.events.release(this.#places[i] ?? 0);
    }
    this.#places = [];
    this.#head = 0;
  }

  /** Oldest first. */
  toArray(): number[] {
    return this.#places.slice(this.#head);
  }
}
