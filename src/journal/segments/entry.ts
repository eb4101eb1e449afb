import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { JournalCursor } from '../contract.ts';

// Layout of an entry, little endian: u32 mark; u32 body bytes; f64 receipt time in milliseconds;
// u32 CRC of the body; u32 CRC of the header before it; body.
// The header's CRC starts from the entry's own position. Log text can therefore not pretend to be
// an entry when a damaged segment is searched for the next one, unless it knows where it lies.
export const entryHeaderBytes = 24;
const headerCrcAt = 20;

/** What the search for the next entry after damage looks for. */
export const entryMark: Buffer = Buffer.from([0xf5, 0x54, 0x6a, 0x0e]);

export interface EntryHeader {
  readonly bodyBytes: number;
  readonly receiptTimeMs: number;
  readonly bodyCrc: number;
}

function headerCrc(header: Buffer, at: JournalCursor): number {
  const seed = (at ^ Math.floor(at / 2 ** 32)) >>> 0;
  return crc32(header.subarray(0, headerCrcAt), seed);
}

/** Writes the entry that will lie at journal position `at` into `target`; answers its length. */
export function writeEntry(
  target: Buffer,
  offset: number,
  at: JournalCursor,
  body: Buffer,
  receiptTimeMs: number,
): number {
  const header = target.subarray(offset, offset + entryHeaderBytes);
  entryMark.copy(header);
  header.writeUInt32LE(body.length, 4);
  header.writeDoubleLE(receiptTimeMs, 8);
  header.writeUInt32LE(crc32(body), 16);
  header.writeUInt32LE(headerCrc(header, at), headerCrcAt);
  body.copy(target, offset + entryHeaderBytes);
  return entryHeaderBytes + body.length;
}

/** Undefined when no entry begins at `at`. */
export function readHeader(header: Buffer, at: JournalCursor): EntryHeader | undefined {
  if (!header.subarray(0, 4).equals(entryMark)) return undefined;
  if (headerCrc(header, at) !== header.readUInt32LE(headerCrcAt)) return undefined;
  return {
    bodyBytes: header.readUInt32LE(4),
    receiptTimeMs: header.readDoubleLE(8),
    bodyCrc: header.readUInt32LE(16),
  };
}

export function isBodyOf(header: EntryHeader, body: Buffer): boolean {
  return crc32(body) === header.bodyCrc;
}
