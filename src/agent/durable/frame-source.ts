import type { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { limits } from '../../base/index.ts';
import { DurableFrameReader, strangerBytesMax, type DurableFrame } from '../../wire/index.ts';

/** Where bytes come from; `closed` resolves when no more will. */
export interface ByteSource {
  onData(take: (chunk: Buffer) => void): void;
  readonly closed: Promise<void>;
}

/**
 * Frames of a server: one by one while both sides show who they are, then each to a taker as it
 * comes. A server that is not known yet is given little room.
 */
export class FrameSource {
  readonly #reader = new DurableFrameReader(strangerBytesMax);
  readonly #waiting: DurableFrame[] = [];
  #take: ((frame: DurableFrame) => void) | undefined;
  #wake: (() => void) | undefined;
  /** When something came last, on the monotonic clock. */
  heardMs = performance.now();

  constructor(source: ByteSource) {
    source.onData((chunk) => this.#receive(chunk));
    void source.closed.then(() => this.#wake?.());
  }

  /** Whether what came is no frame; nothing more is taken then. */
  get isBroken(): boolean {
    return this.#reader.problem !== undefined;
  }

  /** The next frame; undefined when none comes in time, or ever. */
  async next(ms: number): Promise<DurableFrame | undefined> {
    if (this.#waiting.length === 0 && !this.isBroken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    const frame = this.#waiting.shift();
    this.#drain();
    return frame;
  }

  /** The server is known: from here on frames may be long, and go to `take` at once. */
  deliverTo(take: (frame: DurableFrame) => void): void {
    this.#reader.bytesMax = limits.frameBytes;
    this.#take = take;
    for (const frame of this.#waiting.splice(0)) take(frame);
    this.#drain();
  }

  #receive(chunk: Buffer): void {
    this.heardMs = performance.now();
    this.#reader.add(chunk);
    this.#drain();
  }

  #drain(): void {
    // Before the server is known the rest waits: its limit is another one then.
    while (this.#take !== undefined || this.#waiting.length === 0) {
      const frame = this.#reader.next();
      if (frame === undefined) break;
      if (this.#take === undefined) this.#waiting.push(frame);
      else this.#take(frame);
    }
    this.#wake?.();
  }
}
