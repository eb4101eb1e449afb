import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../base/index.ts';
import type { CollectLog } from './contract.ts';
import { parsePositions } from './positions.ts';
import type { JournalPosition, PathPosition, SavedPositions } from './positions.ts';

const retrySaveMs = 200;

export interface PositionStoreOptions {
  readonly path: string;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly log: CollectLog;
}

/**
 * The positions file: replaced as a whole, a bounded number of times a second. A disk that takes
 * no more is told once and tried again; what is in memory stays true meanwhile.
 */
export class PositionStore {
  /** Whether there was a usable positions file at start. */
  #known = false;
  #epoch = '';
  #savedAtMs = 0;
  readonly #locations = new Set<string>();
  readonly #files = new Map<string, () => PathPosition>();
  readonly #journals = new Map<string, JournalPosition>();
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> | undefined;
  #securing: Promise<void> | undefined;
  #dirty = false;
  #closed = false;
  #handedOver = false;
  #failing = false;
  readonly #options: PositionStoreOptions;

  constructor(options: PositionStoreOptions) {
    this.#options = options;
  }

  get known(): boolean {
    return this.#known;
  }

  get epoch(): string {
    return this.#epoch;
  }

  get savedAtMs(): number {
    return this.#savedAtMs;
  }

  async load(): Promise<void> {
    const saved = await this.#read();
    this.#known = saved !== undefined;
    this.#epoch = saved?.epoch ?? randomBytes(4).toString('hex');
    this.#savedAtMs = saved?.savedAtMs ?? this.#options.clock();
    for (const location of saved?.locations ?? []) this.#locations.add(location);
    for (const [path, position] of Object.entries(saved?.files ?? {})) {
      this.#files.set(path, () => position);
    }
    for (const [name, position] of Object.entries(saved?.journals ?? {})) {
      this.#journals.set(name, position);
    }
    // The epoch must be on disk before the first record carries it.
    if (saved === undefined) await this.save();
  }

  wasWatched(location: string): boolean {
    return this.#locations.has(location);
  }

  setLocations(locations: Iterable<string>): void {
    this.#locations.clear();
    for (const location of locations) this.#locations.add(location);
    this.changed();
  }

  paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  file(path: string): PathPosition | undefined {
    return this.#files.get(path)?.();
  }

  /** `current` is asked at each save, so that a busy source pays nothing for its progress. */
  setFile(path: string, current: () => PathPosition): void {
    this.#files.set(path, current);
    this.changed();
  }

  forgetFile(path: string): void {
    if (this.#files.delete(path)) this.changed();
  }

  journal(name: string): JournalPosition | undefined {
    return this.#journals.get(name);
  }

  setJournal(name: string, position: JournalPosition): void {
    this.#journals.set(name, position);
    this.changed();
  }

  /** Something moved: saves soon. */
  changed(): void {
    this.#dirty = true;
    if (this.#timer !== undefined || this.#saving !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#save();
    }, this.#options.everyMs);
  }

  /** Saves now: what has been seen so far is known at the next start. */
  async save(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#save();
  }

  /** Resolves once what is known now is on disk; calls that come together share one save. */
  secure(): Promise<void> {
    this.#securing ??= this.#secure();
    return this.#securing;
  }

  async #secure(): Promise<void> {
    // Also lets the caller keep the promise before it is taken back.
    do await this.#saving;
    while (this.#saving !== undefined);
    this.#securing = undefined; // What changes from here on may miss the save that begins now.
    await this.save();
    while (this.#failing && !this.#closed) {
      await sleep(retrySaveMs);
      await this.save();
    }
  }

  /** Saves what is known now; afterwards the file belongs to whoever opens it next. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#saving;
    if (this.#dirty) await this.#save();
    while (this.#saving !== undefined) await this.#saving;
    this.#handedOver = true;
  }

  async #save(): Promise<void> {
    const begun = performance.now();
    // Never two at once: they would write the same temporary file.
    const mine = (this.#saving ?? Promise.resolve()).then(() => this.#write());
    this.#saving = mine;
    await mine;
    if (this.#saving !== mine) return;
    this.#saving = undefined;
    if (!this.#dirty || this.#closed) return;
    // A slow disk, or very many sources, must not leave all time to saving.
    const pause = Math.max(this.#options.everyMs, 4 * (performance.now() - begun));
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#save();
      },
      this.#failing ? Math.max(pause, 1000) : pause,
    );
  }

  async #write(): Promise<void> {
    if (this.#handedOver) return;
    this.#dirty = false;
    const temporary = `${this.#options.path}.new`;
    try {
      const file = await open(temporary, 'w', 0o640);
      try {
        await file.writeFile(JSON.stringify(this.#snapshot()));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#options.path);
      if (this.#failing) this.#options.log.info('collection positions are saved again');
      this.#failing = false;
    } catch (error) {
      this.#dirty = true;
      if (!this.#failing) {
        this.#options.log.error(`cannot save collection positions: ${String(error)}`);
      }
      this.#failing = true;
    }
  }

  #snapshot(): SavedPositions {
    const files: Record<string, PathPosition> = Object.create(null) as Record<string, never>;
    for (const [path, current] of this.#files) files[path] = current();
    return {
      version: 1,
      epoch: this.#epoch,
      savedAtMs: this.#options.clock(),
      locations: [...this.#locations],
      files,
      journals: Object.fromEntries(this.#journals),
    };
  }

  async #read(): Promise<SavedPositions | undefined> {
    const { path, log, clock } = this.#options;
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      log.error(`cannot read collection positions, sources start at their ends: ${String(error)}`);
      return undefined;
    }
    const saved = parsePositions(text);
    if (saved === undefined) {
      const aside = `${path}.damaged-${clock()}`;
      await rename(path, aside).catch(() => {});
      log.error(
        `collection positions were damaged and are kept as ${aside}; sources start at their ends`,
      );
    }
    return saved;
  }
}
