import type { FileCursor } from '../positions.ts';

const MAX_LEFT = 1024;

/**
 * Which path reads which file. A file that can be reached on two paths, by a link or because a
 * pattern also matches its name after rotation, is read once.
 */
export class Owners {
  /** Where the last owner of a file stopped. */
  readonly #left = new Map<string, FileCursor>();
  readonly #pathOf = new Map<string, string>();

  /** Answers the path that has the file already, or undefined when it is now the caller's. */
  claim(id: string, path: string): string | undefined {
    const owner = this.#pathOf.get(id);
    if (owner !== undefined && owner !== path) return owner;
    this.#pathOf.set(id, path);
    return undefined;
  }

  /** Whether another path has the file. */
  isOthers(id: string, path: string): boolean {
    const owner = this.#pathOf.get(id);
    return owner !== undefined && owner !== path;
  }

  release(id: string, path: string, cursor: FileCursor): void {
    if (this.#pathOf.get(id) !== path) return;
    this.#pathOf.delete(id);
    this.#left.delete(id);
    this.#left.set(id, cursor);
    const [oldest] = this.#left.keys();
    if (this.#left.size > MAX_LEFT && oldest !== undefined) this.#left.delete(oldest);
  }

  /** Where to go on in a file that another path read before. */
  leftAt(id: string): FileCursor | undefined {
    return this.#left.get(id);
  }
}
