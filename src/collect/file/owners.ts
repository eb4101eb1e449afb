/**
 * Which path reads which file. A file that can be reached on two paths, by a link or because a
 * pattern also matches its name after rotation, is read once.
 */
export class Owners {
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

  release(id: string, path: string): void {
    if (this.#pathOf.get(id) === path) this.#pathOf.delete(id);
  }
}
