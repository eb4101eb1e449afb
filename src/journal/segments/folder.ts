import { mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalCursor } from '../contract.ts';

const namePattern = /^(\d{16})\.seg$/;

export function segmentPath(folder: string, start: JournalCursor): string {
  return join(folder, `${String(start).padStart(16, '0')}.seg`);
}

/** The starts of the segments in `folder`, rising; other files are left alone. */
export async function listSegments(folder: string): Promise<JournalCursor[]> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const starts: JournalCursor[] = [];
  for (const name of await readdir(folder)) {
    const start = Number(namePattern.exec(name)?.[1]);
    if (Number.isSafeInteger(start)) starts.push(start);
  }
  return starts.sort((a, b) => a - b);
}

export async function removeSegment(folder: string, start: JournalCursor): Promise<void> {
  await unlink(segmentPath(folder, start)).catch((error: unknown) => {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!gone) throw error;
  });
}

/** A new file survives a power cut only when its folder was written out as well. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
