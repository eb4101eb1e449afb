import { Buffer } from 'node:buffer';

const lengthBytes = 4;

/** Bytes that a batch adds to several. */
export function joinedBytes(batch: Buffer): number {
  return lengthBytes + batch.length;
}

/** Several batches as one piece of bytes: each behind its length. */
export function joinBatches(batches: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [];
  for (const batch of batches) {
    const length = Buffer.allocUnsafe(lengthBytes);
    length.writeUInt32LE(batch.length, 0);
    parts.push(length, batch);
  }
  return Buffer.concat(parts);
}

/** Foreign bytes: undefined for lengths that do not fit. What is in a batch is not looked at. */
export function splitBatches(bytes: Buffer): readonly Buffer[] | undefined {
  const batches: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + lengthBytes;
    if (start > bytes.length) return undefined;
    at = start + bytes.readUInt32LE(at);
    if (at > bytes.length) return undefined;
    batches.push(bytes.subarray(start, at));
  }
  return batches;
}
