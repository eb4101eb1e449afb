import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../base/index.ts';
import { OutputError } from '../outputs/index.ts';
import { StoreError } from '../store/index.ts';

const retryMs = 1000;

/** A file that a disk refuses to take. */
export type DiskError = OutputError | StoreError;

function isDiskError(error: unknown): error is DiskError {
  return error instanceof OutputError || error instanceof StoreError;
}

export interface DiskPatienceOptions {
  readonly clock: Clock;
  readonly retryMs?: number;
  /** Told once when a disk refuses, whatever number of tries follow. */
  readonly onStall: (error: DiskError) => void;
  readonly onResume: (error: DiskError, pausedMs: number) => void;
}

/** Repeats writes that a disk refuses until it takes them, or until `stop` is aborted. */
export class DiskPatience {
  readonly #options: DiskPatienceOptions;
  #stalled: { readonly error: DiskError; readonly since: number } | undefined = undefined;

  constructor(options: DiskPatienceOptions) {
    this.#options = options;
  }

  get stalled(): boolean {
    return this.#stalled !== undefined;
  }

  /** False when it was stopped before the disk took the write. `write` must be repeatable. */
  async insist(write: () => Promise<void>, stop: AbortSignal): Promise<boolean> {
    for (;;) {
      try {
        await write();
        this.#resume();
        return true;
      } catch (error) {
        if (!isDiskError(error)) throw error;
        this.#stall(error);
      }
      if (stop.aborted) return false;
      await delay(this.#options.retryMs ?? retryMs, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) return false;
    }
  }

  #stall(error: DiskError): void {
    if (this.#stalled !== undefined) return;
    this.#stalled = { error, since: this.#options.clock() };
    this.#options.onStall(error);
  }

  #resume(): void {
    if (this.#stalled === undefined) return;
    const { error, since } = this.#stalled;
    this.#stalled = undefined;
    this.#options.onResume(error, this.#options.clock() - since);
  }
}
