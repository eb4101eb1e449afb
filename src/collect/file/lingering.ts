import type { FileHandle } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { CollectTiming } from '../contract.ts';
import type { FileCursor } from '../positions.ts';
import type { FollowedFile } from './followed-file.ts';

interface LingeringFile {
  readonly file: FollowedFile;
  readonly since: number;
}

/**
 * Files that lost their path. Their writers may not have noticed yet, so they are read on for a
 * while; a last line without newline is taken as it is once the file has been quiet.
 */
export class Lingering {
  #files: LingeringFile[] = [];
  readonly #timing: CollectTiming;
  readonly #finished: (file: FollowedFile) => Promise<void>;

  constructor(timing: CollectTiming, finished: (file: FollowedFile) => Promise<void>) {
    this.#timing = timing;
    this.#finished = finished;
  }

  get empty(): boolean {
    return this.#files.length === 0;
  }

  cursors(): readonly FileCursor[] {
    return this.#files.map(({ file }) => file.reader.cursor());
  }

  handles(): readonly FileHandle[] {
    return this.#files.map(({ file }) => file.handle);
  }

  add(file: FollowedFile): void {
    this.#files.push({ file, since: performance.now() });
  }

  /** The file has its path again. */
  takeBack(id: string): FollowedFile | undefined {
    const found = this.#files.find(({ file }) => file.id === id);
    this.#remove(found);
    return found?.file;
  }

  async read(): Promise<void> {
    const files = this.#files;
    for (const one of files) await this.#readOne(one);
  }

  /** Reads what the files hold now, without letting go of any. */
  async drain(): Promise<void> {
    for (const { file } of this.#files) await file.drain();
  }

  dueAt(): number | undefined {
    if (this.empty) return undefined;
    return Math.min(...this.#files.map((one) => this.#dueAt(one)));
  }

  /** Reads all to their ends, whatever time is left to them. */
  async finish(): Promise<void> {
    const files = this.#files;
    for (const one of files) {
      await one.file.drain();
      await this.#finish(one);
    }
  }

  async #readOne(one: LingeringFile): Promise<void> {
    const { file, since } = one;
    const whole = file.unchanged(await file.facts()) || (await file.drain()) === 'end';
    const now = performance.now();
    if (!whole || now - since >= this.#timing.lingerMs) {
      await this.#finish(one);
    } else if (file.reader.unfinished && now >= this.#quietAt(one)) {
      await file.reader.flush('finished');
    }
  }

  async #finish(one: LingeringFile): Promise<void> {
    await one.file.reader.flush('finished');
    this.#remove(one);
    await this.#finished(one.file);
  }

  #quietAt({ file, since }: LingeringFile): number {
    return Math.max(since, file.reader.grownAt) + this.#timing.rotatedIdleMs;
  }

  #dueAt(one: LingeringFile): number {
    const end = one.since + this.#timing.lingerMs;
    return one.file.reader.unfinished ? Math.min(end, this.#quietAt(one)) : end;
  }

  #remove(one: LingeringFile | undefined): void {
    this.#files = this.#files.filter((other) => other !== one);
  }
}
