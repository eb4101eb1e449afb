import { Buffer } from 'node:buffer';

const CHUNK_BYTES = 256 * 1024;
const COUNT = 16;

/** A fixed number of read buffers: how many files are read at the same time, and its memory. */
export class Buffers {
  #made = 0;
  readonly #free: Buffer[] = [];
  readonly #waiting: ((buffer: Buffer) => void)[] = [];

  /** Runs `use` once a buffer is free. */
  async with<T>(use: (buffer: Buffer) => Promise<T>): Promise<T> {
    const buffer = await this.#acquire();
    try {
      return await use(buffer);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(buffer);
      else next(buffer);
    }
  }

  #acquire(): Promise<Buffer> | Buffer {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#made < COUNT) {
      this.#made++;
      return Buffer.allocUnsafeSlow(CHUNK_BYTES);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
