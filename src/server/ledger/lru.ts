/** A map that forgets what was not asked for longest; what it forgets is counted. */
export class Lru<Value> {
  readonly #max: number;
  #entries = new Map<string, Value>();
  evicted = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Asking for a value makes it the youngest. */
  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
    this.evicted++;
  }

  /** Oldest first: filled in this order, another map forgets in the same order. */
  entries(): [string, Value][] {
    return [...this.#entries];
  }
}
