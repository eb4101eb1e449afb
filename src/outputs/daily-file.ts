import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { open, unlink } from 'node:fs/promises';
import { assert } from '../base/index.ts';
import type { DailyNames } from './contract.ts';
import { dailyPath, makeFolderOf, pointLink } from './daily-path.ts';
import type { Day } from './local-time.ts';
import { naming } from './output-error.ts';

const bufferBytes = 64 * 1024;

/**
 * The file of one output for one day. Text is collected in memory and written at known positions,
 * so that a replay after a crash puts the same bytes on the same place instead of behind them.
 */
export class DailyFile {
  readonly path: string;
  readonly #file: FileHandle;
  /** Where the next flush begins. */
  #flushed: number;
  #buffer: Buffer = Buffer.allocUnsafe(bufferBytes);
  #pending = 0;

  private constructor(path: string, file: FileHandle, position: number) {
    this.path = path;
    this.#file = file;
    this.#flushed = position;
  }

  /** Goes on at `position`, or behind what the file holds. The link of today then leads here. */
  static async open(
    logs: string,
    names: DailyNames,
    day: Day,
    position?: number,
  ): Promise<DailyFile> {
    const path = dailyPath(logs, names, day);
    return await naming(path, async () => {
      await makeFolderOf(path);
      const file = await open(path, 'r+').catch(() => open(path, 'wx+', 0o640));
      try {
        await pointLink(logs, names, path);
        const { size } = await file.stat();
        // A file that somebody shortened or removed must not get a hole.
        return new DailyFile(path, file, Math.min(position ?? size, size));
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  /** Where the next text will begin. */
  get position(): number {
    return this.#flushed + this.#pending;
  }

  get pendingBytes(): number {
    return this.#pending;
  }

  /** One character per byte. */
  append(text: string): void {
    const needed = this.#pending + text.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(needed * 2);
      this.#buffer.copy(larger, 0, 0, this.#pending);
      this.#buffer = larger;
    }
    this.#pending += this.#buffer.write(text, this.#pending, 'latin1');
    assert(this.#pending === needed, 'output text has one byte a character');
  }

  /** After a failure what is left stays pending: call again to go on where it stopped. */
  async flush(): Promise<void> {
    await naming(this.path, async () => {
      // Somebody emptied the file: go on at its end, as a file opened for appending would.
      if (this.#pending > 0) {
        this.#flushed = Math.min(this.#flushed, (await this.#file.stat()).size);
      }
      while (this.#pending > 0) {
        const { bytesWritten } = await this.#file.write(
          this.#buffer,
          0,
          this.#pending,
          this.#flushed,
        );
        this.#buffer.copyWithin(0, bytesWritten, this.#pending);
        this.#flushed += bytesWritten;
        this.#pending -= bytesWritten;
      }
    });
  }

  /** The only place that waits for the disk; the pipeline calls it before each snapshot. */
  async sync(): Promise<void> {
    await naming(this.path, () => this.#file.datasync());
  }

  /** Removes what a torn write or an older rule set left behind the last record. */
  async cut(): Promise<void> {
    await naming(this.path, async () => {
      if ((await this.#file.stat()).size > this.#flushed) await this.#file.truncate(this.#flushed);
    });
  }

  /** An empty file of a day that is over is removed. */
  async close(dayIsOver: boolean): Promise<void> {
    await this.#file.close();
    if (dayIsOver && this.position === 0) await unlink(this.path).catch(() => undefined);
  }
}
