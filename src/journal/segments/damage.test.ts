import { Buffer } from 'node:buffer';
import { cpSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Journal, JournalItem } from '../index.ts';
import { openSegmentJournal } from '../index.ts';
import { entryHeaderBytes, isBodyOf, readHeader, writeEntry } from './entry.ts';
import type { SegmentFile } from './segment-file.ts';
import { openSegmentFile } from './segment-file.ts';

const folders: string[] = [];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-damage-'));
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const batches = Array.from({ length: 30 }, (_, i) => `batch ${i} ${'x'.repeat((i * 37) % 200)}`);

async function write(folder: string): Promise<void> {
  const journal = await openSegmentJournal({ folder, segmentBytes: 1500 });
  for (const text of batches) await journal.append(Buffer.from(text), 7);
  await journal.close();
}

interface Found {
  readonly texts: readonly string[];
  readonly items: readonly JournalItem[];
}

async function readAll(journal: Journal): Promise<Found> {
  const texts: string[] = [];
  const items: JournalItem[] = [];
  let at = journal.begin;
  const { end } = journal;
  while (at < end) {
    for await (const item of journal.read(at, AbortSignal.timeout(5000))) {
      items.push(item);
      at = item.next;
      if (item.kind === 'entry') texts.push(item.bytes.toString());
      if (at >= end) break;
    }
  }
  return { texts, items };
}

interface Change {
  readonly file: number;
  readonly at: number;
  readonly how: string;
}

describe('damage', () => {
  const change = fc.record({
    file: fc.nat(),
    at: fc.nat(),
    how: fc.constantFrom('flip', 'cut', 'zero', 'garbage', 'remove'),
  });

  async function damage(folder: string, { file, at, how }: Change) {
    const names = (await readdir(folder)).sort();
    const name = names[file % names.length];
    if (name === undefined) return;
    const path = join(folder, name);
    const bytes = await readFile(path);
    const place = bytes.length === 0 ? 0 : at % bytes.length;
    if (how === 'flip') bytes[place] = (bytes[place] ?? 0) ^ 0x55;
    if (how === 'zero') bytes.fill(0, place, Math.min(place + 40, bytes.length));
    if (how === 'garbage') bytes.write('\xf5Tj\x0egarbage', place, 'latin1');
    if (how === 'remove') await rm(path);
    else if (how === 'cut') await truncate(path, place);
    else await writeFile(path, bytes);
  }

  it('never makes it fail, repeat, reorder or invent; what is missing is named', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const folder = await newFolder();
        await write(folder);
        for (const one of changes) await damage(folder, one);

        const journal = await openSegmentJournal({ folder });
        const { texts, items } = await readAll(journal);
        let at = journal.begin;
        for (const item of items) {
          expect(item.at).toBe(at);
          at = item.next;
        }
        expect(at).toBe(journal.end);
        expect(texts).toEqual(batches.filter((text) => texts.includes(text)));

        await journal.append(Buffer.from('after'), 7);
        expect((await readAll(journal)).texts.at(-1)).toBe('after');
        await journal.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('headers', () => {
  it('are recognised nowhere but at their place', () => {
    const target = Buffer.alloc(100);
    const length = writeEntry(target, 0, 5000, Buffer.from('body'), 99);
    const header = target.subarray(0, entryHeaderBytes);

    expect(length).toBe(entryHeaderBytes + 4);
    expect(readHeader(header, 5000)).toMatchObject({ bodyBytes: 4, receiptTimeMs: 99 });
    for (const at of [0, 4999, 5001, 2 ** 32 + 5000])
      expect(readHeader(header, at)).toBeUndefined();
  });

  it('are not found in arbitrary bytes', () => {
    const bytes = fc.uint8Array({ minLength: entryHeaderBytes, maxLength: entryHeaderBytes });
    fc.assert(
      fc.property(bytes, fc.nat(), (array, at) => {
        expect(readHeader(Buffer.from(array), at)).toBeUndefined();
      }),
    );
  });

  it('belong to one body', () => {
    const target = Buffer.alloc(100);
    writeEntry(target, 0, 0, Buffer.from('body'), 99);
    const header = readHeader(target.subarray(0, entryHeaderBytes), 0);
    if (header === undefined) throw new Error('no header');

    expect(isBodyOf(header, Buffer.from('body'))).toBe(true);
    expect(isBodyOf(header, Buffer.from('Body'))).toBe(false);
  });
});

describe('a disk that fails now and then', () => {
  /** Writes only a part before it fails, as a disk does that runs full. */
  function flaky(file: SegmentFile, chance: () => number): SegmentFile {
    const fail = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    return {
      close: () => file.close(),
      datasync: () => (chance() < 0.1 ? fail() : file.datasync()),
      write: (async (bytes: Buffer, offset: number, length: number, position: number) => {
        const luck = chance();
        if (luck < 0.1) return await fail();
        const part = luck < 0.4 ? Math.ceil(length / 2) : length;
        return await file.write(bytes, offset, part, position);
      }) as SegmentFile['write'],
    };
  }

  it.each([1, 2, 3])('still holds every batch once and in order, seed %i', async (seed) => {
    const folder = await newFolder();
    let state = seed;
    const chance = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state / 2 ** 32;
    };
    const openFile = async (path: string): Promise<SegmentFile> =>
      flaky(await openSegmentFile(path), chance);
    const journal = await openSegmentJournal({ folder, segmentBytes: 400, openFile });
    await Promise.all(batches.map((text) => journal.append(Buffer.from(text), 7)));
    const whileOpen = await readAll(journal);
    await journal.close();
    const again = await openSegmentJournal({ folder });

    expect(whileOpen.texts).toEqual(batches);
    expect((await readAll(again)).texts).toEqual(batches);
    await again.close();
  });
});

describe('a kill at any moment', () => {
  it('takes nothing that was called safe', async () => {
    const folder = await newFolder();
    const journal = await openSegmentJournal({ folder, segmentBytes: 2000 });
    const images: { readonly folder: string; readonly safe: number }[] = [];
    const count = { safe: 0 };
    const appending = Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        for (let turn = 0; turn < i; turn++) await nextTurn();
        await journal.append(Buffer.from(`batch ${i}`), 7);
        count.safe++;
      }),
    );
    while (count.safe < 200) {
      const image = await newFolder();
      // The copy is made in one turn: nothing new is started meanwhile.
      cpSync(folder, image, { recursive: true });
      images.push({ folder: image, safe: count.safe });
      for (let turn = 0; turn < 7; turn++) await nextTurn();
    }
    await appending;
    await journal.close();

    for (const image of images) {
      const killed = await openSegmentJournal({ folder: image.folder });
      const { texts, items } = await readAll(killed);
      expect(items.every(({ kind }) => kind === 'entry')).toBe(true);
      expect(texts.length).toBeGreaterThanOrEqual(image.safe);
      expect(texts).toEqual(texts.map((_, i) => `batch ${i}`));
      await killed.close();
    }
    expect(images.length).toBeGreaterThan(3);
  });
});
