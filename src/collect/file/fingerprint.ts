import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { FileCursor, Fingerprint } from '../positions.ts';

/** How many bytes of what stands before a position are remembered. */
export const FINGERPRINT_BYTES = 256;
/** How many of a stream's begin: two logs that have so much in common are the same one. */
export const HEAD_BYTES = 1024;

export const emptyFingerprint: Fingerprint = { length: 0, hash: '' };

export function fingerprint(bytes: Uint8Array): Fingerprint {
  if (bytes.length === 0) return emptyFingerprint;
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return { length: bytes.length, hash };
}

export function sameFingerprint(bytes: Uint8Array, expected: Fingerprint): boolean {
  return bytes.length === expected.length && fingerprint(bytes).hash === expected.hash;
}

/** Reads exactly what is there between two offsets; shorter where the file ends before. */
export async function readRange(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, to - from));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, from + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** What tells a content again: its begin, how long it is, and what stands before its end. */
export type Print = Pick<FileCursor, 'head' | 'seen' | 'tail'>;

/** The print of what a file holds now; undefined while it is empty. */
export async function printOf(file: FileHandle): Promise<Print | undefined> {
  const { size } = await file.stat();
  const head = await readRange(file, 0, Math.min(HEAD_BYTES, size));
  const tail = await readRange(file, Math.max(0, size - FINGERPRINT_BYTES), size);
  if (head.length === 0 || tail.length === 0) return undefined;
  return { head: fingerprint(head), seen: size, tail: fingerprint(tail) };
}

/** Whether a file holds what the cursor's stream held, as far as it had been read. */
export async function holdsContent(file: FileHandle, cursor: Print): Promise<boolean> {
  const { head, tail, seen } = cursor;
  const first = await readRange(file, 0, head.length);
  if (!sameFingerprint(first, head)) return false;
  return sameFingerprint(await readRange(file, seen - tail.length, seen), tail);
}
