import type { Buffer } from 'node:buffer';
import { batchHeaderBytes, batchVersion, recordFixedBytes, sourceFixedBytes } from './types.ts';

/** Where the length-prefixed text at `at` ends; beyond the bytes when it does not fit. */
function skipText(bytes: Buffer, at: number): number {
  if (at + 4 > bytes.length) return bytes.length + 1;
  return at + 4 + bytes.readUInt32LE(at);
}

function skipSource(bytes: Buffer, start: number): number {
  if (start + sourceFixedBytes > bytes.length) return bytes.length + 1;
  if (bytes.readUInt8(start) > 1) return bytes.length + 1;
  let at = start + 1;
  for (let i = 0; i < 5; i++) at = skipText(bytes, at);
  return at;
}

/**
 * Whether `decodeBatch` will take these bytes, without making a single string: the receiver asks
 * before it promises the sender that the batch is safe.
 */
export function isBatch(bytes: Buffer): boolean {
  if (bytes.length < batchHeaderBytes || bytes.readUInt8(0) !== batchVersion) return false;
  const sourceCount = bytes.readUInt32LE(1);
  const recordCount = bytes.readUInt32LE(5);
  let at = batchHeaderBytes;
  for (let i = 0; i < sourceCount; i++) {
    at = skipSource(bytes, at);
    if (at > bytes.length) return false;
  }
  for (let i = 0; i < recordCount; i++) {
    if (at + recordFixedBytes > bytes.length) return false;
    const from = bytes.readDoubleLE(at + 2);
    const to = bytes.readDoubleLE(at + 10);
    if (bytes.readUInt16LE(at) >= sourceCount) return false;
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return false;
    if (from < 0 || to < from) return false;
    at += recordFixedBytes + bytes.readUInt32LE(at + 18);
    if (at > bytes.length) return false;
  }
  return at === bytes.length;
}

/** How many records a batch holds; 0 for bytes that are none. */
export function batchRecordCount(bytes: Buffer): number {
  const isOne = bytes.length >= batchHeaderBytes && bytes.readUInt8(0) === batchVersion;
  return isOne ? bytes.readUInt32LE(5) : 0;
}
