import { RecentList } from './recent-list.ts';

/** The events of one key, between the list used before it and the one used after. */
export class KeyedList extends RecentList {
  readonly key: string;
  before: KeyedList | undefined = undefined;
  after: KeyedList | undefined = undefined;

  constructor(key: string) {
    super();
    this.key = key;
  }
}

/**
 * Lists by key, in order of last use. The order is a chain through the lists: in a map alone each
 * use would leave a hole that iterators step over.
 */
export class KeyedLists implements Iterable<KeyedList> {
  readonly #byKey = new Map<string, KeyedList>();
  #first: KeyedList | undefined = undefined;
  #last: KeyedList | undefined = undefined;

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
      list = new KeyedList(key);
      this.#byKey.set(key, list);
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

  remove(list: KeyedList): void {
    if (this.#byKey.delete(list.key)) this.#unlink(list);
  }

  clear(): void {
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
