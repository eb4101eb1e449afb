import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { FileCursor, Fingerprint } from '../positions.ts';

/** How many bytes of a stream's begin, and of what stands before a position, are remembered. */
export const FINGERPRINT_BYTES = 256;

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

/** Whether a file holds what the cursor's stream held, as far as it had been read. */
export async function holdsContent(file: FileHandle, cursor: FileCursor): Promise<boolean> {
  const { head, tail, seen } = cursor;
  const first = await readRange(file, 0, head.length);
  if (!sameFingerprint(first, head)) return false;
  return sameFingerprint(await readRange(file, seen - tail.length, seen), tail);
}
