import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { createReadStream } from 'node:fs';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { FileCursor } from '../positions.ts';
import { FINGERPRINT_BYTES, sameFingerprint } from './fingerprint.ts';
import { osPath } from './os-path.ts';
import { compressionOf } from './rotated-names.ts';
import type { Compression } from './rotated-names.ts';

/** The content of a file, unpacked where its name says that it is packed; from its begin. */
export function contentOf(path: string): AsyncIterable<Buffer> {
  const compression = compressionOf(path);
  if (compression === undefined) return createReadStream(osPath(path), { highWaterMark: 1 << 18 });
  return unpacked(path, compression);
}

async function* unpacked(path: string, compression: Compression): AsyncGenerator<Buffer> {
  const packed = createReadStream(osPath(path), { highWaterMark: 1 << 18 });
  const output = unpack(packed, compression);
  packed.on('error', (error) => output.destroy(error));
  try {
    for await (const chunk of output) yield chunk as Buffer;
  } finally {
    packed.destroy();
    output.destroy();
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

/** Whether a content begins with what the cursor's stream held; then its first bytes as well. */
export async function contentHolds(path: string, cursor: FileCursor): Promise<boolean> {
  const { head, tail, seen } = cursor;
  if (seen === 0) return false;
  let position = 0;
  let recent = Buffer.alloc(0);
  let first: Buffer | undefined;
  for await (const chunk of contentOf(path)) {
    const part = chunk.subarray(0, seen - position);
    if (first === undefined || first.length < head.length) {
      first = Buffer.concat([first ?? Buffer.alloc(0), part]).subarray(0, head.length);
      if (first.length === head.length && !sameFingerprint(first, head)) return false;
    }
    recent = Buffer.concat([recent, part]).subarray(-FINGERPRINT_BYTES);
    position += part.length;
    if (position === seen) break;
  }
  if (position !== seen || first === undefined || first.length !== head.length) return false;
  return sameFingerprint(recent.subarray(recent.length - tail.length), tail);
}
