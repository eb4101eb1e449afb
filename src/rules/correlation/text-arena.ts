import { Buffer } from 'node:buffer';

const chunkBytes = 1024 * 1024;

/**
 * Texts of one character per byte outside the heap: a hundred thousand of them are nothing that the
 * garbage collector has to look at. What is no longer needed stays until the arena is copied.
 */
export class TextArena {
  readonly #chunks: Buffer[] = [];
  /** Bytes used of the last chunk that takes small texts. */
  #used = chunkBytes;
  #last = -1;
  bytes = 0;

  /** Answers the place of the text. */
  put(text: string): number {
    const at = this.#reserve(text.length);
    this.#chunkOf(at).write(text, at % chunkBytes, 'latin1');
    return at;
  }

  /** Takes a text over from another arena. */
  take(from: TextArena, place: number, length: number): number {
    const at = this.#reserve(length);
    from.copyTo(this.#chunkOf(at), at % chunkBytes, place, length);
    return at;
  }

  text(place: number, length: number): string {
    const start = place % chunkBytes;
    return this.#chunkOf(place).toString('latin1', start, start + length);
  }

  copyTo(target: Buffer, at: number, place: number, length: number): void {
    const start = place % chunkBytes;
    this.#chunkOf(place).copy(target, at, start, start + length);
  }

  #chunkOf(place: number): Buffer {
    return this.#chunks[Math.floor(place / chunkBytes)] ?? Buffer.alloc(0);
  }

  /** A text that is longer than a chunk has one of its own, as long as it is. */
  #reserve(length: number): number {
    this.bytes += length;
    if (length > chunkBytes)
      return (this.#chunks.push(Buffer.allocUnsafe(length)) - 1) * chunkBytes;
    if (this.#used + length > chunkBytes) {
      this.#last = this.#chunks.push(Buffer.allocUnsafeSlow(chunkBytes)) - 1;
      this.#used = 0;
    }
    const place = this.#last * chunkBytes + this.#used;
    this.#used += length;
    return place;
  }
}
