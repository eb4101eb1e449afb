import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { joinPath, osPath } from './os-path.ts';

/** Told of each change: the path that changed, and whether a name came or went. */
export type Changed = (path: string, names: boolean) => void;

/**
 * Hears of changes in folders soon. Only a hint: where the system gives no watch (limits, network
 * file systems) the regular look at each file finds the same a little later.
 */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed: Changed;

  constructor(changed: Changed) {
    this.#changed = changed;
  }

  /** Watches exactly these folders; those that do not exist are tried again at the next call. */
  set(folders: ReadonlySet<string>): void {
    for (const folder of this.#watchers.keys()) if (!folders.has(folder)) this.#drop(folder);
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#add(folder);
  }

  close(): void {
    this.set(new Set());
  }

  #add(folder: string): void {
    try {
      const watcher = watch(osPath(folder), { encoding: 'latin1', persistent: false });
      watcher.on('change', (kind, name) => {
        this.#changed(name === null ? folder : joinPath(folder, String(name)), kind === 'rename');
      });
      watcher.on('error', () => this.#drop(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // No watch: the regular look has to do.
    }
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
