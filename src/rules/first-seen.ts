/** Bounds of the first-time-seen store. */
export interface FtsLimits {
  /** How many of the last intrusion detection keys are compared with a new one. */
  readonly listSize: number;
  /** Common prefix, in bytes, from which on such keys count as one. */
  readonly minPrefix: number;
  /** Keys kept in all; the oldest go first. */
  readonly keysMax: number;
}

/** Keys that were seen before. */
export class FirstSeen {
  readonly #limits: FtsLimits;
  #keys = new Set<string>();
  #recentIds: string[] = [];

  constructor(limits: FtsLimits) {
    this.#limits = limits;
  }

  /** Registers a key; answers whether it is new. Intrusion detection keys vary at their end. */
  add(key: string, isIds: boolean): boolean {
    if (this.#keys.has(key)) return false;
    let stored = key;
    if (isIds) {
      const alike = this.#recentIds.filter((one) => this.#sharePrefix(one, key));
      if (alike.length > 2) {
        stored = key.slice(0, this.#limits.minPrefix);
        if (this.#keys.has(stored)) return false;
      }
      this.#recentIds.push(stored);
      if (this.#recentIds.length > this.#limits.listSize) this.#recentIds.shift();
    }
    this.#keys.add(stored);
    if (this.#keys.size > this.#limits.keysMax) {
      const oldest = this.#keys.values().next();
      if (oldest.done !== true) this.#keys.delete(oldest.value);
    }
    return true;
  }

  #sharePrefix(a: string, b: string): boolean {
    const length = this.#limits.minPrefix + 1;
    return a.length >= length && a.slice(0, length) === b.slice(0, length);
  }

  snapshot(): { readonly keys: ReadonlySet<string>; readonly recentIds: readonly string[] } {
    return { keys: this.#keys, recentIds: this.#recentIds };
  }

  restore(snapshot: ReturnType<FirstSeen['snapshot']>): void {
    this.#keys = new Set(snapshot.keys);
    this.#recentIds = [...snapshot.recentIds];
  }
}
