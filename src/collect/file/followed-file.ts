import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import type { Buffers } from './buffers.ts';
import { beginsWith } from './content.ts';
import type { Print } from './fingerprint.ts';
import { factsOf } from './looked-up.ts';
import type { FileFacts } from './looked-up.ts';
import type { StreamReader } from './stream-reader.ts';

/**
 * `replaced`: what had been read is no longer there. `hole`: only zero bytes are. `other`: it does
 * not begin with what it was expected to hold; nothing was read.
 */
export type DrainResult = 'end' | 'replaced' | 'hole' | 'other';

/** An open file with the reader of its stream. It can be read on when its name has changed. */
export class FollowedFile {
  readonly id: string;
  readonly reader: StreamReader;
  readonly handle: FileHandle;
  /** Time of last change before the last read; none yet. */
  #lookedAt = -1n;
  readonly #buffers: Buffers;

  constructor(id: string, handle: FileHandle, reader: StreamReader, buffers: Buffers) {
    this.id = id;
    this.handle = handle;
    this.reader = reader;
    this.#buffers = buffers;
  }

  async facts(): Promise<FileFacts> {
    return factsOf(await this.handle.stat({ bigint: true }));
  }

  /** Whether a look at the file's facts shows that there is nothing to read. */
  unchanged(facts: FileFacts): boolean {
    return facts.size === this.reader.readOffset && facts.changed === this.#lookedAt;
  }

  /** Reads and delivers everything that was added; `expected` is for a file not yet begun. */
  async drain(expected?: Print): Promise<DrainResult> {
    // The time is taken before reading: a later change shows as a newer time.
    const { changed } = await this.facts();
    return await this.#buffers.with(async (buffer) => {
      for (;;) {
        const result = await this.#readChunk(buffer, expected);
        if (result === 'more') continue;
        if (result === 'end') {
          this.#lookedAt = changed;
          // While nothing is seen, the time from which on files may be new stays where it is.
          if (this.reader.readOffset > 0) this.reader.changed = changed;
        }
        return result;
      }
    });
  }

  /**
   * Each read begins with the bytes that were read last: they tell whether the file was cut back
   * and written anew, even when it has grown beyond the old position meanwhile.
   */
  async #readChunk(buffer: Buffer, expected?: Print): Promise<DrainResult | 'more'> {
    const { recent, readOffset } = this.reader;
    const from = readOffset - recent.length;
    const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, from);
    const again = buffer.subarray(0, Math.min(recent.length, bytesRead));
    if (!again.equals(recent)) {
      return again.length === recent.length && isZero(again) ? 'hole' : 'replaced';
    }
    const isFirst = expected !== undefined && readOffset === 0;
    if (isFirst && !beginsWith(buffer.subarray(0, bytesRead), expected.head)) return 'other';
    if (bytesRead === recent.length) return 'end';
    await this.reader.accept(buffer.subarray(recent.length, bytesRead));
    return 'more';
  }
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
