import { performance } from 'node:perf_hooks';
import { writeWhole, type ToldTally } from '../../fleet/index.ts';

const leastPauseMs = 2000;
/** Saving takes one part in this many of the time, however many agents there are. */
const savingShare = 50;

/** What agents told last of how far they are: one file for all, for `tocsin ledger`. */
export class Tallies {
  readonly #path: string;
  readonly #told = new Map<string, ToldTally>();
  #isDirty = false;
  #saveAfterMs = 0;

  constructor(path: string) {
    this.#path = path;
  }

  set(id: string, tally: ToldTally): void {
    this.#told.set(id, tally);
    this.#isDirty = true;
  }

  forget(id: string): void {
    if (this.#told.delete(id)) this.#isDirty = true;
  }

  /** Writes what changed, now and then; answers what the disk did not take. */
  save(): unknown[] {
    if (!this.#isDirty || performance.now() < this.#saveAfterMs) return [];
    const begunMs = performance.now();
    try {
      const text = JSON.stringify(Object.fromEntries(this.#told));
      writeWhole(this.#path, Buffer.from(text, 'utf8'), 0o640, false);
      this.#isDirty = false;
      return [];
    } catch (error) {
      return [error];
    } finally {
      const tookMs = performance.now() - begunMs;
      this.#saveAfterMs = begunMs + leastPauseMs + savingShare * tookMs;
    }
  }
}
