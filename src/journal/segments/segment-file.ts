import type { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

/** What the journal needs of the file it appends to. Tests put failing ones in its place. */
export type SegmentFile = Pick<FileHandle, 'write' | 'datasync' | 'close'>;
export type OpenSegmentFile = (path: string) => Promise<SegmentFile>;

/** Keeps what the file holds: the newest segment goes on after a restart. */
export async function openSegmentFile(path: string): Promise<SegmentFile> {
  return await open(path, 'r+').catch(() => open(path, 'wx+', 0o640));
}

/** Writes everything at `position`; a write that was cut short goes on where it stopped. */
export async function writeFully(file: SegmentFile, bytes: Buffer, position: number) {
  let done = 0;
  while (done < bytes.length) {
    const left = bytes.length - done;
    const { bytesWritten } = await file.write(bytes, done, left, position + done);
    done += bytesWritten;
  }
}
