/** What a table holds: location → key → value, the oldest first. */
export type LocationRows<V> = ReadonlyMap<string, ReadonlyMap<string, V>>;

/** Most rows of one location, and of all together. */
export interface TableBounds {
  readonly perLocation: number;
  readonly inAll: number;
}

/** Rows by location within bounds; the oldest give way, a location's own before others'. */
export class LocationTable<V> {
  readonly #bounds: TableBounds;
  #rows = new Map<string, Map<string, V>>();
  #size = 0;
  /** Rows that gave way. */
  evicted = 0;

  constructor(bounds: TableBounds) {
    this.#bounds = bounds;
  }

  get(location: string, key: string): V | undefined {
    return this.#rows.get(location)?.get(key);
  }

  set(location: string, key: string, value: V): void {
    const rows = this.#rows.get(location) ?? new Map<string, V>();
    if (!rows.has(key)) {
      const isFull = this.#size >= this.#bounds.inAll;
      if (rows.size >= this.#bounds.perLocation || (isFull && rows.size > 0)) this.#evict(rows);
      else if (isFull) this.#evictFirst();
      this.#size += 1;
    }
    rows.set(key, value);
    this.#rows.set(location, rows);
  }

  #evict(rows: Map<string, V>): void {
    const oldest = rows.keys().next();
    if (oldest.done === true) return;
    rows.delete(oldest.value);
    this.#size -= 1;
    this.evicted += 1;
  }

  #evictFirst(): void {
    const first = this.#rows.entries().next();
    if (first.done === true) return;
    const [location, rows] = first.value;
    this.#evict(rows);
    if (rows.size === 0) this.#rows.delete(location);
  }

  snapshot(): LocationRows<V> {
    return this.#rows;
  }

  restore(rows: LocationRows<V>): void {
    this.#rows = new Map();
    this.#size = 0;
    for (const [location, some] of rows) {
      for (const [key, value] of some) this.set(location, key, value);
    }
  }
}
