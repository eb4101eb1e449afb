import { compileRestriction, type CheckedFolder } from '../config/index.ts';

/** A configured folder or file, ready to be asked. */
export interface Folder extends CheckedFolder {
  /** Whether a file in it is checked, by its path. */
  readonly takes: (path: string) => boolean;
}

/** The configured folders: of two that hold a path the one further in counts. */
export class FolderTable {
  readonly folders: readonly Folder[];
  readonly #byPath: ReadonlyMap<string, Folder>;

  /** Of two for the same path the last one counts. */
  constructor(folders: readonly CheckedFolder[]) {
    const all = folders.map((one): Folder => {
      const takes = one.restrict === undefined ? () => true : compileRestriction(one.restrict);
      return { ...one, takes };
    });
    this.#byPath = new Map(all.map((one) => [one.path, one]));
    this.folders = [...this.#byPath.values()];
  }

  at(path: string): Folder | undefined {
    return this.#byPath.get(path);
  }

  /** The folder that a path belongs to; undefined for one below what is not recursed into. */
  of(path: string): Folder | undefined {
    for (let at = path, depth = 0; ; at = parentOf(at), depth++) {
      const folder = this.#byPath.get(at);
      if (folder !== undefined) return folder.recurse || depth < 2 ? folder : undefined;
      if (at === '/' || at === '') return undefined;
    }
  }
}

export function parentOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? '/' : path.slice(0, cut);
}

export function joined(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}
