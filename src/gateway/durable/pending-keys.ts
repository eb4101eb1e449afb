import { readFileSync } from 'node:fs';
import { isErrno, writeWhole } from '../../fleet/index.ts';

const line = /^(\d{1,8}) ([0-9a-f]{64})$/;

/**
 * Keys that agents were given and have not used yet. They are on disk before an agent hears of one:
 * an agent that has its new key must be known by it, whatever happens to this process.
 */
export class PendingKeys {
  readonly #path: string;
  readonly #keys = new Map<string, string>();

  /** `path` is `queue/rids/next-keys` of a home. Throws when it cannot be read. */
  constructor(path: string) {
    this.#path = path;
    for (const row of readIfThere(path).split('\n')) {
      const [, id, key] = line.exec(row) ?? [];
      if (id !== undefined && key !== undefined) this.#keys.set(id, key);
    }
  }

  of(id: string): string | undefined {
    return this.#keys.get(id);
  }

  /** Throws when the disk does not take it; then there is no new key. */
  add(id: string, key: string): void {
    const before = this.#keys.get(id);
    this.#keys.set(id, key);
    try {
      this.#save();
    } catch (error) {
      if (before === undefined) this.#keys.delete(id);
      else this.#keys.set(id, before);
      throw error;
    }
  }

  /** The agent has used it, or is no more. Throws when the disk does not take that. */
  remove(id: string): void {
    if (this.#keys.delete(id)) this.#save();
  }

  #save(): void {
    const rows = [...this.#keys].map(([id, key]) => `${id} ${key}\n`);
    writeWhole(this.#path, rows.join(''), 0o640);
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}
