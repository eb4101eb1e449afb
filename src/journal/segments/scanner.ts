import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { limits } from '../../base/index.ts';
import type { JournalCursor, JournalItem } from '../contract.ts';
import { entryHeaderBytes, entryMark, isBodyOf, readHeader } from './entry.ts';

const windowBytes = 1024 * 1024;
const nothing = Buffer.alloc(0);

/**
 * Reads one segment forward through a window in memory. Positions are the journal's; the caller
 * says how far the bytes are final, and nothing behind that is ever looked at.
 */
export class SegmentScanner {
  readonly #file: FileHandle;
  readonly #start: JournalCursor;
  #buffer: Buffer = Buffer.allocUnsafe(windowBytes);
  #window: Buffer = nothing;
  #windowAt: JournalCursor;
  at: JournalCursor;

  constructor(file: FileHandle, start: JournalCursor, at: JournalCursor) {
    this.#file = file;
    this.#start = start;
    this.#windowAt = at;
    this.at = at;
  }

  /** The entry here, or the gap to the next sound entry, or to `limit` when none follows. */
  async next(limit: JournalCursor): Promise<JournalItem> {
    const { at } = this;
    const entry = (await this.#entryAt(at, limit)) ?? (await this.#gap(at, limit));
    this.at = entry.next;
    return entry;
  }

  async #entryAt(at: JournalCursor, limit: JournalCursor): Promise<JournalItem | undefined> {
    const head = await this.#bytes(at, entryHeaderBytes, limit);
    const header = head === undefined ? undefined : readHeader(head, at);
    if (header === undefined || header.bodyBytes > limits.frameBytes) return undefined;
    const bytes = await this.#bytes(at + entryHeaderBytes, header.bodyBytes, limit);
    if (bytes === undefined || !isBodyOf(header, bytes)) return undefined;
    const next = at + entryHeaderBytes + header.bodyBytes;
    return { kind: 'entry', at, next, receiptTimeMs: header.receiptTimeMs, bytes };
  }

  async #gap(from: JournalCursor, limit: JournalCursor): Promise<JournalItem> {
    let at = from + 1;
    for (;;) {
      const mark = await this.#findMark(at, limit);
      if (mark === undefined) {
        const missing = (await this.#bytes(limit - 1, 1, limit)) === undefined;
        return { kind: 'gap', at: from, next: limit, reason: missing ? 'missing' : 'damaged' };
      }
      if ((await this.#entryAt(mark, limit)) !== undefined) {
        return { kind: 'gap', at: from, next: mark, reason: 'damaged' };
      }
      at = mark + 1;
    }
  }

  async #findMark(from: JournalCursor, limit: JournalCursor): Promise<JournalCursor | undefined> {
    let at = from;
    while ((await this.#bytes(at, entryMark.length, limit)) !== undefined) {
      const found = this.#window.indexOf(entryMark, at - this.#windowAt);
      if (found !== -1) return this.#windowAt + found;
      at = this.#windowAt + this.#window.length - entryMark.length + 1;
    }
    return undefined;
  }

  /** A view of the window, or undefined when the file ends or the limit lies before that. */
  async #bytes(at: JournalCursor, count: number, limit: JournalCursor) {
    if (at + count > limit) return undefined;
    const end = this.#windowAt + this.#window.length;
    if (at < this.#windowAt || at + count > end) await this.#load(at, count, limit);
    const offset = at - this.#windowAt;
    if (offset + count > this.#window.length) return undefined;
    return this.#window.subarray(offset, offset + count);
  }

  async #load(at: JournalCursor, count: number, limit: JournalCursor): Promise<void> {
    if (count > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(count);
    const wanted = Math.min(Math.max(count, windowBytes), limit - at);
    let filled = 0;
    while (filled < wanted) {
      const position = at - this.#start + filled;
      const { bytesRead } = await this.#file.read(this.#buffer, filled, wanted - filled, position);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.#window = this.#buffer.subarray(0, filled);
    this.#windowAt = at;
  }
}
