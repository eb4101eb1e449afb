import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Print } from './fingerprint.ts';
import { FINGERPRINT_BYTES, sameFingerprint } from './fingerprint.ts';
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
}

/** Looks at a content up to an offset. */
export async function contentBefore(
  content: AsyncIterable<Buffer>,
  offset: number,
): Promise<ContentBefore> {
  let head = Buffer.alloc(0);
  let recent = Buffer.alloc(0);
  let length = 0;
  if (offset === 0) return { head, recent, length };
  for await (const chunk of content) {
    const part = chunk.subarray(0, offset - length);
    length += part.length;
    recent = Buffer.concat([recent, part]).subarray(-FINGERPRINT_BYTES);
    if (head.length < FINGERPRINT_BYTES) {
      head = Buffer.concat([head, part]).subarray(0, FINGERPRINT_BYTES);
    }
    if (length === offset) break;
  }
  return { head, recent, length };
}

/** Whether a content begins with what the cursor's stream held. */
export async function contentHolds(
  content: AsyncIterable<Buffer>,
  { head, tail, seen }: Print,
): Promise<boolean> {
  const before = await contentBefore(content, seen);
  return (
    before.length === seen &&
    sameFingerprint(before.head.subarray(0, head.length), head) &&
    sameFingerprint(before.recent.subarray(before.recent.length - tail.length), tail)
  );
}
