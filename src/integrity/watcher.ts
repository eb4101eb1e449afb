import { type FSWatcher, watch } from 'node:fs';
import { latin1 } from '../base/index.ts';
import { joined } from './folder-table.ts';
import { bytesOf } from './measure.ts';

/** Changes of one path within this time are one. */
const settleMs = 250;
/** The kernel keeps 16,384 events that wait; with half as many at once some may have been lost. */
const burstMax = 8192;
const dirtyMax = 100_000;

export interface WatcherOptions {
  /** Paths that something happened to, when they had time to settle. */
  readonly onPaths: (paths: readonly string[]) => void;
  /** So much happened that some of it may be lost: everything has to be looked at. */
  readonly onBurst: () => void;
  /** A folder cannot be watched: the limit of the system is reached, say. */
  readonly onRefused: (folder: string, reason: string) => void;
}

/** Hears what happens to the entries of folders, one watch for each of them. */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #watches = new Map<string, FSWatcher>();
  #dirty = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isBurst = false;
  #closed = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#watches.size;
  }

  /** Watches a folder unless it is watched already. */
  add(folder: string): void {
    if (this.#closed || this.#watches.has(folder)) return;
    try {
      const options = { persistent: false, encoding: 'buffer' } as const;
      const watcher = watch(bytesOf(folder), options, (_kind, name) => this.#heard(folder, name));
      watcher.on('error', () => this.#drop(folder));
      this.#watches.set(folder, watcher);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onRefused(folder, reason);
    }
  }

  /** A folder that is gone is watched no more, nor what was in it. */
  remove(folder: string): void {
    const start = folder === '/' ? '/' : `${folder}/`;
    for (const watched of this.#watches.keys()) {
      if (watched === folder || watched.startsWith(start)) this.#drop(watched);
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const folder of this.#watches.keys()) this.#drop(folder);
  }

  #drop(folder: string): void {
    this.#watches.get(folder)?.close();
    this.#watches.delete(folder);
  }

  #heard(folder: string, name: string | Buffer | null): void {
    const path = name === null ? folder : joined(folder, asBytes(name));
    if (this.#dirty.size >= dirtyMax) this.#isBurst = true;
    else this.#dirty.add(path);
    if (this.#dirty.size >= burstMax) this.#isBurst = true;
    this.#timer ??= setTimeout(() => this.#settled(), settleMs);
  }

  #settled(): void {
    this.#timer = undefined;
    const paths = [...this.#dirty];
    const isBurst = this.#isBurst;
    this.#dirty = new Set();
    this.#isBurst = false;
    this.#options.onPaths(paths);
    if (isBurst) this.#options.onBurst();
  }
}

function asBytes(name: string | Buffer): string {
  return typeof name === 'string' ? name : latin1(name);
}
