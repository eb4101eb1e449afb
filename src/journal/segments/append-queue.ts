import { Buffer } from 'node:buffer';
import { assert } from '../../base/index.ts';
import type { JournalCursor } from '../contract.ts';
import { entryHeaderBytes, writeEntry } from './entry.ts';

interface Waiting {
  readonly batch: Buffer;
  readonly receiptTimeMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Appends that share one write and one sync. */
export interface AppendGroup {
  readonly bytes: number;
  /** The group as it will lie in the file from `at` on. */
  encode(at: JournalCursor): Buffer;
  settle(error?: Error): void;
}

function groupOf(members: readonly Waiting[], bytes: number): AppendGroup {
  return {
    bytes,
    encode(at) {
      const target = Buffer.allocUnsafe(bytes);
      let offset = 0;
      for (const { batch, receiptTimeMs } of members) {
        offset += writeEntry(target, offset, at + offset, batch, receiptTimeMs);
      }
      assert(offset === bytes, 'a group is as long as it was measured');
      return target;
    },
    settle(error) {
      for (const { resolve, reject } of members) {
        if (error === undefined) resolve();
        else reject(error);
      }
    },
  };
}

/** Appends in the order they came; everything that waits while a sync runs shares the next one. */
export class AppendQueue {
  #waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(batch: Buffer, receiptTimeMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, receiptTimeMs, resolve, reject });
    });
  }

  /** The first waiting append and what follows it within `groupBytes`. */
  takeGroup(groupBytes: number): AppendGroup {
    let bytes = 0;
    let count = 0;
    for (const { batch } of this.#waiting) {
      const size = entryHeaderBytes + batch.length;
      if (count > 0 && bytes + size > groupBytes) break;
      bytes += size;
      count++;
    }
    const members = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return groupOf(members, bytes);
  }

  rejectAll(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }
}
