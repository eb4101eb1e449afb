import type { Buffer } from 'node:buffer';
import { setTimeout as delay } from 'node:timers/promises';
import { assert, limits } from '../../base/index.ts';
import type { Journal, JournalCursor, JournalItem, JournalNotice } from '../contract.ts';
import { JournalError, journalErrorFrom } from '../journal-error.ts';
import type { AppendGroup } from './append-queue.ts';
import { AppendQueue } from './append-queue.ts';
import { removeSegment, segmentPath, syncFolder } from './folder.ts';
import { readSegments } from './read-segments.ts';
import type { OpenSegmentFile, SegmentFile } from './segment-file.ts';
import { writeFully } from './segment-file.ts';
import { Wakeup } from './wakeup.ts';

const firstRetryMs = 50;
const lastRetryMs = 1000;
const groupBytesMax = 4 * 1024 * 1024;

export interface SegmentJournalParts {
  readonly folder: string;
  /** Rising; the last one is being written. */
  readonly starts: readonly JournalCursor[];
  readonly end: JournalCursor;
  readonly segmentBytes: number;
  readonly bytesMax: number;
  readonly openFile: OpenSegmentFile;
  readonly notice: (notice: JournalNotice) => void;
}

export class SegmentJournal implements Journal {
  readonly #parts: SegmentJournalParts;
  readonly #queue = new AppendQueue();
  readonly #grown = new Wakeup();
  readonly #trimmed = new Wakeup();
  readonly #closing = new AbortController();
  #starts: JournalCursor[];
  #end: JournalCursor;
  #file: SegmentFile | undefined = undefined;
  #writing: Promise<void> | undefined = undefined;

  constructor(parts: SegmentJournalParts) {
    this.#parts = parts;
    this.#starts = [...parts.starts];
    this.#end = parts.end;
  }

  get begin(): JournalCursor {
    return this.#starts[0] ?? this.#end;
  }

  get end(): JournalCursor {
    return this.#end;
  }

  get trimmable(): JournalCursor | undefined {
    return this.#starts[1];
  }

  async append(batch: Buffer, receiptTimeMs: number): Promise<void> {
    if (this.#closing.signal.aborted) throw new JournalError('JOURNAL_CLOSED', 'append');
    if (batch.length > limits.frameBytes) {
      throw new JournalError('JOURNAL_TOO_LARGE', `${batch.length} bytes`);
    }
    const done = this.#queue.add(batch, receiptTimeMs);
    this.#writing ??= this.#drain();
    await done;
  }

  read(from: JournalCursor, signal: AbortSignal): AsyncIterable<JournalItem> {
    const { folder } = this.#parts;
    const starts = (): readonly JournalCursor[] => this.#starts;
    const end = (): JournalCursor => this.#end;
    const either = AbortSignal.any([signal, this.#closing.signal]);
    return readSegments({ folder, starts, end, grown: this.#grown }, from, either);
  }

  async trim(cursor: JournalCursor): Promise<void> {
    for (;;) {
      const [oldest, next] = this.#starts;
      if (oldest === undefined || next === undefined || next > cursor) return;
      await removeSegment(this.#parts.folder, oldest);
      this.#starts = this.#starts.filter((start) => start !== oldest);
      this.#trimmed.wake();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#trimmed.wake();
    await this.#writing;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #drain(): Promise<void> {
    // One turn later: what is appended in the same turn shares the first sync already.
    await Promise.resolve();
    const groupBytes = Math.min(groupBytesMax, this.#parts.segmentBytes);
    while (!this.#queue.isEmpty) {
      const group = this.#queue.takeGroup(groupBytes);
      const error = await this.#commit(group);
      group.settle(error);
      if (error !== undefined) this.#queue.rejectAll(error);
    }
    this.#writing = undefined;
  }

  /** Tries until the group is durable. An error means that the journal is being closed. */
  async #commit(group: AppendGroup): Promise<Error | undefined> {
    let retryMs = firstRetryMs;
    for (;;) {
      try {
        if (!(await this.#waitForRoom(group.bytes))) break;
        await this.#write(group);
        if (retryMs !== firstRetryMs) this.#parts.notice({ kind: 'resumed' });
        return undefined;
      } catch (cause) {
        const error = journalErrorFrom(cause, this.#parts.folder);
        if (retryMs === firstRetryMs) this.#parts.notice({ kind: 'stalled', error });
        if (this.#closing.signal.aborted) break;
        retryMs = Math.min(retryMs * 2, lastRetryMs);
        await delay(retryMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
    return new JournalError('JOURNAL_CLOSED', this.#parts.folder);
  }

  /** False when the journal was closed meanwhile. The segment being written is never in the way. */
  async #waitForRoom(bytes: number): Promise<boolean> {
    let isAgain = false;
    while (this.#starts.length > 1 && this.#end - this.begin + bytes > this.#parts.bytesMax) {
      if (this.#closing.signal.aborted) return false;
      const trimmed = this.#trimmed.sleep();
      this.#parts.notice({ kind: 'full', bytes: this.#end - this.begin, isAgain });
      isAgain = true;
      await trimmed;
    }
    return true;
  }

  async #write(group: AppendGroup): Promise<void> {
    const start = await this.#segmentForWriting();
    assert(this.#file !== undefined, 'the newest segment is open');
    await writeFully(this.#file, group.encode(this.#end), this.#end - start);
    await this.#file.datasync();
    this.#end += group.bytes;
    this.#grown.wake();
  }

  /** Opens or rolls the newest segment; answers where it starts. */
  async #segmentForWriting(): Promise<JournalCursor> {
    const { folder, segmentBytes, openFile } = this.#parts;
    const newest = this.#starts.at(-1);
    if (newest !== undefined && this.#end - newest < segmentBytes) {
      this.#file ??= await openFile(segmentPath(folder, newest));
      return newest;
    }
    const file = await openFile(segmentPath(folder, this.#end));
    await syncFolder(folder).catch(async (error: unknown) => {
      await file.close();
      throw error;
    });
    await this.#file?.close();
    this.#file = file;
    this.#starts = [...this.#starts, this.#end];
    return this.#end;
  }
}
