/** More than analysis does again after a crash, unless alerts come by thousands a second. */
const MAX_KEPT = 10_000;

/**
 * The ids of alerts that were shown lately. When analysis was killed it takes up again what no
 * snapshot holds, and tells those alerts once more; in the alert log each of them stands once.
 */
export class ShownAlerts {
  readonly #ids = new Set<string>();

  /** False for an alert that was shown before. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > MAX_KEPT) {
      const [oldest] = this.#ids;
      if (oldest !== undefined) this.#ids.delete(oldest);
    }
    return true;
  }
}
