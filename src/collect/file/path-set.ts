import { stat } from 'node:fs/promises';
import { expandDate, pathsBetween } from './date-pattern.ts';
import { expandPaths, namesPath, originsOf } from './expand-paths.ts';
import { isGlob } from './glob.ts';
import { directoryOf, osPath } from './os-path.ts';

/** After so many looks a pattern is expanded even if its folders show no change. */
const FORCED_EVERY = 30;

/** The paths that one location names, which dates and new files change. */
export class PathSet {
  readonly location: string;
  #paths: readonly string[] = [];
  #folders: readonly string[] = [];
  #pattern = '';
  #seen = '';
  #looks = 0;

  constructor(location: string) {
    this.location = location;
  }

  get paths(): readonly string[] {
    return this.#paths;
  }

  /** Folders in which a change may concern this location. */
  get folders(): readonly string[] {
    return [...this.#folders, ...this.#paths.map(directoryOf)];
  }

  /**
   * Finds what the location names now. What rotation made of a path that `isRead` knows is read
   * as that path's past, even while there is no file at that path.
   */
  async look(nowMs: number, isRead: (path: string) => boolean): Promise<void> {
    await this.#expand(expandDate(this.location, new Date(nowMs)));
    const pattern = this.#pattern;
    if (!isGlob(pattern)) return;
    this.#paths = this.#paths.filter((path) => {
      return !originsOf(path).some((origin) => isRead(origin) && namesPath(pattern, origin));
    });
  }

  async #expand(pattern: string): Promise<void> {
    this.#pattern = pattern;
    if (!isGlob(pattern)) {
      this.#paths = [pattern];
      return;
    }
    const due = this.#looks++ % FORCED_EVERY === 0;
    // The state before the listing: a change during it is then seen by the next look.
    const state = await this.#state(pattern);
    if (!due && state === this.#seen) return;
    const { paths, folders } = await expandPaths(pattern);
    this.#paths = paths;
    this.#folders = folders;
    this.#seen = state;
  }

  /** A name came or went in a folder: if that concerns the pattern, the next look expands it. */
  stir(folder: string): void {
    if (this.#folders.includes(folder)) this.#looks = 0;
  }

  /** What the location named at earlier dates since then. */
  async earlier(fromMs: number, nowMs: number): Promise<readonly string[]> {
    const found: string[] = [];
    for (const pattern of pathsBetween(this.location, fromMs, nowMs).slice(0, -1)) {
      if (isGlob(pattern)) found.push(...(await expandPaths(pattern)).paths);
      else found.push(pattern);
    }
    return found;
  }

  async #state(pattern: string): Promise<string> {
    const times = await Promise.all(
      this.#folders.map(async (folder) => {
        const stats = await stat(osPath(folder), { bigint: true }).catch(() => undefined);
        return stats === undefined ? 'none' : `${stats.ino}:${stats.mtimeNs}`;
      }),
    );
    return `${pattern}\n${times.join()}`;
  }
}
