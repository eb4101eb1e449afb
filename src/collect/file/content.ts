import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Fingerprint } from '../positions.ts';
import type { Print } from './fingerprint.ts';
import { FINGERPRINT_BYTES, HEAD_BYTES, sameFingerprint } from './fingerprint.ts';
import type { Compression } from './rotated-names.ts';

const CHUNK_BYTES = 256 * 1024;

/** The content of a file from its begin, unpacked where it is packed. The file stays open. */
export async function* contentOf(
  file: FileHandle,
  compression: Compression | undefined,
): AsyncGenerator<Buffer> {
  if (compression === undefined) {
    yield* rawContent(file);
    return;
  }
  const packed = Readable.from(rawContent(file), { objectMode: false });
  const output = unpack(packed, compression);
  packed.on('error', (error) => output.destroy(error));
  try {
    for await (const chunk of output) yield chunk as Buffer;
  } finally {
    packed.destroy();
    output.destroy();
  }
}

async function* rawContent(file: FileHandle): AsyncGenerator<Buffer> {
  let position = 0;
  for (;;) {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function unpack(packed: Readable, compression: Compression): Readable {
  switch (compression) {
    case '.gz':
      return packed.pipe(createGunzip());
    case '.zst':
      return packed.pipe(createZstdDecompress());
    case '.bz2':
      return throughTool(packed, 'bzip2');
    case '.xz':
      return throughTool(packed, 'xz');
    default:
      return compression satisfies never;
  }
}

/** Node has no code for these two; where the tool is missing, reading fails with its error. */
function throughTool(packed: Readable, tool: string): Readable {
  const child = spawn(tool, ['-dc'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => {});
  packed.pipe(child.stdin);
  child.on('error', (error) => child.stdout.destroy(error));
  child.stdout.on('close', () => child.kill());
  return child.stdout;
}

/** What a reader needs to know of the bytes before the offset where it begins. */
export interface ContentBefore {
  readonly head: Buffer;
  readonly recent: Buffer;
  /** Less than what was asked for where the content ends before. */
  readonly length: number;
  /** Whether the content goes on behind the offset. */
  readonly more: boolean;
}

/** Looks at a content up to an offset, or only at its begin if that is not the expected one. */
export async function contentBefore(
  content: AsyncIterable<Buffer>,
  offset: number,
  expected?: Fingerprint,
): Promise<ContentBefore> {
  let head = Buffer.alloc(0);
  let recent = Buffer.alloc(0);
  let length = 0;
  let more = false;
  if (offset === 0) return { head, recent, length, more };
  let untested = expected;
  for await (const chunk of content) {
    const part = chunk.subarray(0, offset - length);
    more = part.length < chunk.length;
    length += part.length;
    recent = Buffer.concat([recent, part]).subarray(-FINGERPRINT_BYTES);
    if (head.length < HEAD_BYTES) {
      head = Buffer.concat([head, part]).subarray(0, HEAD_BYTES);
    }
    if (more) break;
    if (untested === undefined || head.length < untested.length) continue;
    if (!beginsWith(head, untested)) break;
    untested = undefined;
  }
  return { head, recent, length, more };
}

export function beginsWith(bytes: Buffer, head: Fingerprint): boolean {
  return sameFingerprint(bytes.subarray(0, head.length), head);
}

/**
 * How a content and what a stream held are one behind the other: `longer` and `shorter` say what
 * the content is. Undefined for another log.
 */
export type Relation = 'same' | 'longer' | 'shorter' | undefined;

/**
 * Compares a content with what a stream held. A shorter content is known only by its begin, and so
 * only where that is long enough.
 */
export async function compareContent(
  content: AsyncIterable<Buffer>,
  { head, tail, seen }: Print,
): Promise<Relation> {
  const before = await contentBefore(content, seen, head);
  if (!beginsWith(before.head, head)) return undefined;
  if (before.length < seen) return head.length >= HEAD_BYTES ? 'shorter' : undefined;
  const last = before.recent.subarray(before.recent.length - tail.length);
  if (!sameFingerprint(last, tail)) return undefined;
  return before.more ? 'longer' : 'same';
}
