import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileCursor } from '../positions.ts';
import { Bench } from '../testing/bench.ts';
import { compareContent, contentBefore, contentOf } from './content.ts';
import { HEAD_BYTES, fingerprint, holdsContent, readRange } from './fingerprint.ts';
import { startOfLastLine } from './last-line.ts';
import { openFile } from './looked-up.ts';
import { compressionOf } from './rotated-names.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
});

async function contentIn(name: string): Promise<Buffer> {
  const file = await open(bench.path(name));
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of contentOf(file, compressionOf(name))) chunks.push(chunk);
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

/** Packs with the system's tool; answers whether there is one. */
function pack(tool: string, name: string): boolean {
  return spawnSync(tool, ['-k', '-f', bench.path(name)]).status === 0;
}

const large = Buffer.from(Array.from({ length: 60_000 }, (_, i) => `line ${i}\n`).join(''));

describe('content', () => {
  it.each(['', 'short\n', 'no newline', large.toString()])('comes whole (%#)', async (text) => {
    writeFileSync(bench.path('a'), text);
    writeFileSync(bench.path('a.gz'), gzipSync(Buffer.from(text)));
    writeFileSync(bench.path('a.zst'), zstdCompressSync(Buffer.from(text)));

    for (const name of ['a', 'a.gz', 'a.zst']) {
      expect((await contentIn(name)).toString()).toBe(text);
    }
  });

  it.each([
    ['xz', 'a.xz'],
    ['bzip2', 'a.bz2'],
  ])('comes out of what %s packed', async (tool, name) => {
    writeFileSync(bench.path('a'), large);
    if (!pack(tool, 'a')) return;

    expect((await contentIn(name)).equals(large)).toBe(true);
  });

  it.each(['a.gz', 'a.zst'])('of %s that was cut off ends with an error', async (name) => {
    const packed = name === 'a.gz' ? gzipSync(large) : zstdCompressSync(large);
    writeFileSync(bench.path(name), packed.subarray(0, packed.length / 2));

    await expect(contentIn(name)).rejects.toThrow();
  });

  it('that nobody wants to the end leaves nothing behind', async () => {
    writeFileSync(bench.path('a.gz'), gzipSync(large));
    const file = await open(bench.path('a.gz'));

    const before = await contentBefore(contentOf(file, '.gz'), 1000);

    expect(before.length).toBe(1000);
    expect(before.head.equals(large.subarray(0, 1000))).toBe(true);
    expect(before.more).toBe(true);
    expect(before.recent.equals(large.subarray(744, 1000))).toBe(true);
    await file.close();
  });
});

function cursorOf(bytes: Buffer, seen: number): FileCursor {
  return {
    stream: 's',
    id: '1',
    offset: seen,
    covered: seen,
    memory: '',
    head: fingerprint(bytes.subarray(0, Math.min(HEAD_BYTES, seen))),
    seen,
    tail: fingerprint(bytes.subarray(Math.max(0, seen - 256), seen)),
    changed: '0',
  };
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('a fingerprint', () => {
  it('knows the content again, in a file and in pieces, and no other', async () => {
    const text = fc.uint8Array({ minLength: 1, maxLength: 3000 });
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), fc.nat(), fc.integer({ min: 1 }), async (all, a, b, c) => {
        const bytes = Buffer.from(all);
        const seen = 1 + (a % bytes.length);
        const size = 1 + (c % 300);
        const cursor = cursorOf(bytes, seen);
        const relation = seen === bytes.length ? 'same' : 'longer';
        expect(await compareContent(pieces(bytes, size), cursor)).toBe(relation);
        const part = bytes.subarray(0, b % seen);
        const ofPart = part.length < HEAD_BYTES ? undefined : 'shorter';
        expect(await compareContent(pieces(part, size), cursor)).toBe(ofPart);

        const other = Buffer.from(bytes);
        const at = b % Math.min(256, seen);
        other[at] = (other[at] ?? 0) ^ 1;
        expect(await compareContent(pieces(other, size), cursor)).toBe(undefined);
        const end = seen - 1 - (b % Math.min(256, seen));
        other.set(bytes);
        other[end] = (other[end] ?? 0) ^ 1;
        expect(await compareContent(pieces(other, size), cursor)).toBe(undefined);
      }),
      { numRuns: 50 },
    );
  });

  it('tells another content by its begin, without reading on', async () => {
    const chunks = [large.subarray(1, 700), large.subarray(700, 2000), large];
    let taken = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for (const chunk of chunks) {
        taken++;
        yield chunk;
      }
    }

    expect(await compareContent(counted(), cursorOf(large, 60_000))).toBe(undefined);
    expect(taken).toBe(2);
  });

  it('looks at both ends of what was seen in an open file', async () => {
    writeFileSync(bench.path('a'), large);
    const cursor = cursorOf(large, 5000);
    const file = await open(bench.path('a'), 'r+');
    expect(await holdsContent(file, cursor)).toBe(true);

    await file.write('x', 4900);
    expect(await holdsContent(file, cursor)).toBe(false);
    await file.truncate(4000);
    expect(await holdsContent(file, cursor)).toBe(false);
    await file.close();
  });

  it('of a range ends where the file ends', async () => {
    writeFileSync(bench.path('a'), 'abcdef');
    const file = await open(bench.path('a'));

    expect((await readRange(file, 2, 4)).toString()).toBe('cd');
    expect((await readRange(file, 4, 10)).toString()).toBe('ef');
    expect((await readRange(file, 9, 4)).toString()).toBe('');
    await file.close();
  });
});

describe('the start of the last line', () => {
  it.each([
    ['', 0],
    ['a\n', 2],
    ['a\nb', 2],
    ['a', 0],
    [`${'x'.repeat(70_000)}\ny`, 70_001],
    ['x'.repeat(70_000), 70_000],
  ])('%#', async (text, expected) => {
    writeFileSync(bench.path('a'), text);
    const opened = await openFile(bench.path('a'));

    expect(await startOfLastLine(opened)).toBe(expected);
    await opened.handle.close();
  });
});

it('leaves the packed file as it was', async () => {
  const packed = gzipSync(large);
  writeFileSync(bench.path('a.gz'), packed);

  await contentIn('a.gz');

  expect(readFileSync(bench.path('a.gz')).equals(packed)).toBe(true);
  rmSync(bench.path('a.gz'));
});
