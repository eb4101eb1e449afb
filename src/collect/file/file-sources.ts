import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalfileConfig, SourceStatus } from '../contract.ts';
import { SourceCounters } from '../source-counters.ts';
import { FolderWatch } from './folder-watch.ts';
import { directoryOf } from './os-path.ts';
import { PathSet } from './path-set.ts';
import { Tail } from './tail.ts';
import type { TailContext } from './tail-context.ts';

interface Location {
  readonly config: LocalfileConfig;
  readonly paths: PathSet;
}

interface FollowedPath {
  readonly tail: Tail;
  /** Monotonic time since which no location names the path. */
  unnamedSince: number | undefined;
  dropping: boolean;
}

/** How long a start waits for the first look at all files. */
const FIRST_LOOK_MS = 1000;
/** How soon after a hint the patterns of the folder are expanded, so that a burst counts once. */
const STIR_MS = 50;

/** All files of the configuration: keeps a tail for each path that a location names. */
export class FileSources {
  readonly #followed = new Map<string, FollowedPath>();
  readonly #locations: readonly Location[];
  readonly #context: TailContext;
  readonly #watch = new FolderWatch((path, names) => this.#hint(path, names));
  readonly #isRead = (path: string): boolean =>
    this.#followed.has(path) || this.#context.store.file(path) !== undefined;
  readonly #drops = new Set<Promise<void>>();
  #looking: Promise<void> | undefined;
  #stirred: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(context: TailContext, configs: readonly LocalfileConfig[]) {
    this.#context = context;
    this.#locations = configs.map((config) => ({ config, paths: new PathSet(config.location) }));
  }

  statuses(): readonly SourceStatus[] {
    const empty = this.#locations.filter(({ paths }) => paths.paths.length === 0);
    return [
      ...[...this.#followed.values()].map(({ tail }) => tail.counters.status()),
      ...empty.map(({ config }) => noFile(config.location)),
    ];
  }

  async start(): Promise<void> {
    const { store, owners } = this.#context;
    const first: (() => void)[] = [];
    for (const { config, paths } of this.#locations) {
      const known = store.wasWatched(config.location) && !config.onlyFutureEvents;
      const begin = known ? 'start' : 'end';
      await paths.look(this.#context.clock(), this.#isRead);
      const earlier = known ? await paths.earlier(store.savedAtMs, this.#context.clock()) : [];
      for (const path of [...earlier, ...paths.paths]) {
        // Of a file with two names the one goes on that read it before.
        for (const { id } of store.file(path)?.cursors ?? []) owners.claim(id, path);
        first.push(() => this.#follow(config, path, begin));
      }
    }
    for (const follow of first) follow();
    await this.#look();
    // A long backlog, or a disk that does not answer, must not hold up what comes after.
    const looked = [...this.#followed.values()].map(({ tail }) => tail.wake());
    await Promise.race([Promise.all(looked), sleep(FIRST_LOOK_MS, undefined, { ref: false })]);
  }

  /** Looks at everything once; nobody waits for a file that takes its time. */
  async tick(): Promise<void> {
    await this.#look();
    for (const { tail } of this.#followed.values()) void tail.wake();
    this.#dropUnnamed();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#stirred);
    this.#watch.close();
    await this.#looking;
    await Promise.all(this.#drops);
    await Promise.all([...this.#followed.values()].map(({ tail }) => tail.close()));
  }

  /** Gives files back that a close which did not come to its end has left open. */
  async release(): Promise<void> {
    await Promise.all([...this.#followed.values()].map(({ tail }) => tail.release()));
  }

  /** Expands all locations and follows what is new. */
  async #look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const named = new Set<string>();
    const folders = new Set<string>();
    for (const { config, paths } of this.#locations) {
      await paths.look(this.#context.clock(), this.#isRead);
      for (const path of paths.paths) {
        named.add(path);
        if (!this.#closed) this.#follow(config, path, 'start');
      }
      for (const folder of paths.folders) folders.add(folder);
    }
    for (const [path, followed] of this.#followed) {
      followed.unnamedSince = named.has(path)
        ? undefined
        : (followed.unnamedSince ?? performance.now());
      folders.add(directoryOf(path));
    }
    if (!this.#closed) this.#watch.set(folders);
  }

  #follow(config: LocalfileConfig, path: string, begin: 'start' | 'end'): void {
    const { store } = this.#context;
    if (config.format.kind !== 'lines' || this.#followed.has(path)) return;
    const saved = config.onlyFutureEvents && begin === 'end' ? undefined : store.file(path);
    const { framer } = config.format;
    // What is new was not there when the positions were saved, or when the first run began.
    const absentAt = saved?.absentAt ?? (begin === 'start' ? store.savedAtMs : undefined);
    const tail = new Tail(this.#context, { path, framer, begin, saved, absentAt });
    this.#followed.set(path, { tail, unnamedSince: undefined, dropping: false });
    store.setFile(path, () => tail.position());
    void tail.wake();
  }

  /** A path that is named no more is read to its end, like a rotated file, and then let go. */
  #dropUnnamed(): void {
    for (const [path, followed] of this.#followed) {
      const { tail, unnamedSince, dropping } = followed;
      if (unnamedSince === undefined || dropping) continue;
      const age = performance.now() - unnamedSince;
      if (!tail.over && age < this.#context.timing.lingerMs) continue;
      followed.dropping = true;
      const drop = this.#drop(path, tail).finally(() => this.#drops.delete(drop));
      this.#drops.add(drop);
    }
  }

  async #drop(path: string, tail: Tail): Promise<void> {
    await tail.finish();
    const position = tail.position();
    this.#context.store.setFile(path, () => position);
    this.#followed.delete(path);
  }

  #hint(path: string, names: boolean): void {
    void this.#followed.get(path)?.tail.wake();
    if (!names || this.#closed) return;
    for (const { paths } of this.#locations) paths.stir(directoryOf(path));
    this.#stirred ??= setTimeout(() => {
      this.#stirred = undefined;
      void this.#look();
    }, STIR_MS);
  }
}

/** Stands for a pattern that names nothing yet. */
function noFile(location: string): SourceStatus {
  const counters = new SourceCounters(`file:${location}`, 'file');
  counters.set('waiting', 'no file has such a name');
  return counters.status();
}
