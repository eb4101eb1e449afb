import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { monotonicMs } from './messages.ts';
import { probesIn } from './probes.ts';

const everyMs = 4;
const chunkBytes = 1 << 20;
const overlap = 64;

/** Follows the alert log and notes when each probe stood in it. */
export class AlertWatch {
  /** Time at which a probe was seen, by the number of its event. */
  readonly seen = new Map<number, number>();
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(chunkBytes);
  readonly #timer: NodeJS.Timeout;
  #file: number | undefined;
  #position = 0;
  #rest = '';

  constructor(path: string) {
    this.#path = path;
    this.#timer = setInterval(() => this.look(), everyMs);
  }

  look(): void {
    this.#file ??= openSync(this.#path, 'r');
    for (;;) {
      const bytes = readSync(this.#file, this.#buffer, 0, chunkBytes, this.#position);
      if (bytes === 0) return;
      this.#position += bytes;
      const text = this.#rest + this.#buffer.toString('latin1', 0, bytes);
      const now = monotonicMs();
      // The end of the piece may hold half a probe: it is looked at again with the next piece.
      for (const one of probesIn(text)) if (!this.seen.has(one)) this.seen.set(one, now);
      this.#rest = text.slice(-overlap);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    if (this.#file !== undefined) closeSync(this.#file);
  }
}
