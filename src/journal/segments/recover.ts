import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { JournalCursor } from '../contract.ts';
import { segmentPath } from './folder.ts';
import { SegmentScanner } from './scanner.ts';

export interface RecoveredTail {
  /** Behind the last sound entry. */
  readonly end: JournalCursor;
  /** Bytes of an append that a crash interrupted; nobody was told that they are safe. */
  readonly tornBytes: number;
}

async function soundEnd(file: FileHandle, start: JournalCursor, size: number) {
  const limit = start + size;
  const scanner = new SegmentScanner(file, start, start);
  let end = start;
  while (scanner.at < limit) {
    const item = await scanner.next(limit);
    if (item.kind === 'entry') end = item.next;
  }
  return end;
}

/** Cuts what a crash left half written behind the last sound entry of the newest segment. */
export async function recoverTail(folder: string, start: JournalCursor): Promise<RecoveredTail> {
  const file = await open(segmentPath(folder, start), 'r+');
  try {
    const { size } = await file.stat();
    const end = await soundEnd(file, start, size);
    const tornBytes = start + size - end;
    if (tornBytes > 0) await file.truncate(end - start);
    // Entries of a killed process may still lie in memory only, and readers will see them now.
    await file.sync();
    return { end, tornBytes };
  } finally {
    await file.close();
  }
}
