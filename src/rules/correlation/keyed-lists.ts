import { Buffer } from 'node:buffer';
import type { KeptEvents } from './kept-events.ts';
import { RecentList } from './recent-list.ts';

/** The events of one key, between the list used before it and the one used after. */
export class KeyedList extends RecentList {
  readonly key: string;
  before: KeyedList | undefined = undefined;
  after: KeyedList | undefined = undefined;

  constructor(events: KeptEvents, key: string) {
    super(events);
    this.key = key;
  }
}

/**
 * Lists by key, in order of last use. The order is a chain through the lists: in a map alone each
 * use would leave a hole that iterators step over.
 */
export class KeyedLists implements Iterable<KeyedList> {
  readonly #events: KeptEvents;
  readonly #byKey = new Map<string, KeyedList>();
  #first: KeyedList | undefined = undefined;
  #last: KeyedList | undefined = undefined;

  constructor(events: KeptEvents) {
    this.#events = events;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get unusedLongest(): KeyedList | undefined {
    return this.#first;
  }

  get(key: string): KeyedList | undefined {
    return this.#byKey.get(key);
  }

  /** The list of the key, new if there is none, as the one used last. */
  use(key: string): KeyedList {
    let list = this.#byKey.get(key);
    if (list === undefined) {
      list = new KeyedList(this.#events, alone(key));
      this.#byKey.set(list.key, list);
    } else {
      if (list === this.#last) return list;
      this.#unlink(list);
    }
    list.before = this.#last;
    if (this.#last === undefined) this.#first = list;
    else this.#last.after = list;
    this.#last = list;
    return list;
  }

  /** Drops the list and what it holds. */
  remove(list: KeyedList): void {
    if (this.#byKey.get(list.key) !== list) return;
    this.#byKey.delete(list.key);
    this.#unlink(list);
    list.clear();
  }

  clear(): void {
    for (const list of this.#byKey.values()) list.clear();
    this.#byKey.clear();
    this.#first = undefined;
    this.#last = undefined;
  }

  /** From the list unused for longest on. */
  *[Symbol.iterator](): Generator<KeyedList> {
    for (let list = this.#first; list !== undefined; list = list.after) yield list;
  }

  #unlink(list: KeyedList): void {
    if (list.before === undefined) this.#first = list.after;
    else list.before.after = list.after;
    if (list.after === undefined) this.#last = list.before;
    else list.after.before = list.before;
    list.before = undefined;
    list.after = undefined;
  }
}

/** A long piece of a log keeps the whole log in memory; a copy of the piece does not. */
function alone(key: string): string {
  return key.length < sharedMin ? key : Buffer.from(key, 'latin1').toString('latin1');
}

/** Shorter pieces are copies anyway. */
const sharedMin = 13;
