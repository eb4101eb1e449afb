import type { Journal, JournalCursor, JournalNotice } from '../contract.ts';
import { journalErrorFrom } from '../journal-error.ts';
import { listSegments, segmentPath, syncFolder } from './folder.ts';
import { recoverTail } from './recover.ts';
import type { OpenSegmentFile } from './segment-file.ts';
import { openSegmentFile } from './segment-file.ts';
import { SegmentJournal } from './segment-journal.ts';

const defaultSegmentBytes = 64 * 1024 * 1024;
const defaultBytesMax = 1024 * 1024 * 1024;

export interface SegmentJournalOptions {
  readonly folder: string;
  /** Total size at which `append` waits for `trim`. */
  readonly bytesMax?: number;
  readonly segmentBytes?: number;
  /**
   * Cursors up to here were given out before. When the folder's content was lost, new entries
   * still get cursors behind it, so that a reader with an old cursor does not wait for ever.
   */
  readonly endAtLeast?: JournalCursor;
  readonly notice?: (notice: JournalNotice) => void;
  /** Tests put failing files here. */
  readonly openFile?: OpenSegmentFile;
}

interface Found {
  readonly starts: readonly JournalCursor[];
  readonly end: JournalCursor;
}

async function recover(options: SegmentJournalOptions): Promise<Found> {
  const { folder, endAtLeast = 0, notice, openFile = openSegmentFile } = options;
  const starts = await listSegments(folder);
  const newest = starts.at(-1);
  let end = 0;
  if (newest !== undefined) {
    const tail = await recoverTail(folder, newest);
    if (tail.tornBytes > 0) notice?.({ kind: 'torn-tail', bytes: tail.tornBytes });
    end = tail.end;
  }
  if (end >= endAtLeast) return { starts, end };
  const file = await openFile(segmentPath(folder, endAtLeast));
  await file.close();
  await syncFolder(folder);
  return { starts: [...starts, endAtLeast], end: endAtLeast };
}

/** The embedded journal: numbered files in one folder. Rejects when the folder is unusable. */
export async function openSegmentJournal(options: SegmentJournalOptions): Promise<Journal> {
  const { folder, bytesMax = defaultBytesMax, openFile = openSegmentFile } = options;
  const found = await recover(options).catch((cause: unknown) => {
    throw journalErrorFrom(cause, folder);
  });
  return new SegmentJournal({
    ...found,
    folder,
    bytesMax,
    // Several segments always fit the bound: trimming frees whole segments only.
    segmentBytes: Math.min(options.segmentBytes ?? defaultSegmentBytes, Math.ceil(bytesMax / 4)),
    openFile,
    notice: options.notice ?? (() => undefined),
  });
}
