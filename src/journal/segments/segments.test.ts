import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Buffer } from 'node:buffer';
import { afterAll, describe, expect, it } from 'vitest';
import type { Journal, JournalNotice } from '../index.ts';
import { openSegmentJournal } from '../index.ts';
import { appendAll, journalContract, numbered, take } from '../testing/journal-contract.ts';
import { openSegmentFile } from './segment-file.ts';
import type { SegmentJournalOptions } from './index.ts';

const folders: string[] = [];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-journal-'));
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function opened(folder: string, options: Partial<SegmentJournalOptions> = {}) {
  const notices: JournalNotice[] = [];
  const notice = (one: JournalNotice): void => void notices.push(one);
  const journal = await openSegmentJournal({ folder, notice, ...options });
  return { journal, notices };
}

async function texts(journal: Journal, count: number): Promise<string[]> {
  return (await take(journal, journal.begin, count)).map(({ text }) => text);
}

async function segments(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort().map((name) => join(folder, name));
}

/** A journal on disk with `count` batches of 100 bytes, closed. */
async function filled(count: number, segmentBytes = 1000): Promise<string> {
  const folder = await newFolder();
  const { journal } = await opened(folder, { segmentBytes });
  for (const text of numbered(count)) await appendAll(journal, [text.padEnd(76)]);
  await journal.close();
  return folder;
}

describe('the segment journal', () => {
  journalContract(async () => {
    const folder = await newFolder();
    return async (options) => await openSegmentJournal({ folder, ...options });
  });
});

describe('the segment journal with many small segments', () => {
  journalContract(async () => {
    const folder = await newFolder();
    return async (options) => await openSegmentJournal({ folder, segmentBytes: 64, ...options });
  });
});

describe('recovery', () => {
  it.each([1, 5, 23, 24, 30])('cuts a tail torn after %i bytes, and counts it', async (bytes) => {
    const folder = await filled(3);
    const [path = ''] = await segments(folder);
    const whole = await readFile(path);
    await appendFile(path, whole.subarray(0, bytes));

    const { journal, notices } = await opened(folder);

    expect(notices).toEqual([{ kind: 'torn-tail', bytes }]);
    expect((await stat(path)).size).toBe(300);
    await appendAll(journal, ['after']);
    expect(await texts(journal, 4)).toEqual([
      ...numbered(3).map((text) => text.padEnd(76)),
      'after',
    ]);
    await journal.close();
  });

  it('does not take an entry for sound that lies at another place', async () => {
    const folder = await filled(3);
    const [path = ''] = await segments(folder);
    const whole = await readFile(path);
    await appendFile(path, whole.subarray(0, 100));

    const { notices, journal } = await opened(folder);

    expect(notices).toEqual([{ kind: 'torn-tail', bytes: 100 }]);
    await journal.close();
  });

  it.each([
    { where: 'header', at: 310 },
    { where: 'mark', at: 300 },
    { where: 'body', at: 350 },
    { where: 'length', at: 307 },
  ])('steps over a damaged $where and names the gap', async ({ at }) => {
    const folder = await filled(6);
    const [path = ''] = await segments(folder);
    const bytes = await readFile(path);
    bytes[at] = (bytes[at] ?? 0) ^ 0x40;
    await writeFile(path, bytes);

    const { journal } = await opened(folder);
    const found = await take(journal, journal.begin, 6);

    expect(found[3]?.item).toEqual({ kind: 'gap', at: 300, next: 400, reason: 'damaged' });
    expect(found[4]?.text.trim()).toBe('batch 4');
    await journal.close();
  });

  it('goes on with the next segment when one is gone or cut short', async () => {
    const folder = await filled(40, 1000);
    const [, second = '', third = ''] = await segments(folder);
    await rm(second);
    await writeFile(third, (await readFile(third)).subarray(0, 550));

    const { journal } = await opened(folder);
    const found = await take(journal, journal.begin, 27);

    const gaps = found.filter(({ item }) => item.kind === 'gap').map(({ item }) => item);
    expect(gaps).toEqual([
      { kind: 'gap', at: 1000, next: 2000, reason: 'missing' },
      { kind: 'gap', at: 2500, next: 3000, reason: 'missing' },
    ]);
    expect(found.at(-1)?.text.trim()).toBe('batch 39');
    await journal.close();
  });

  it('names what a reader missed by trimming', async () => {
    const folder = await filled(40, 1000);
    const { journal } = await opened(folder, { segmentBytes: 1000 });
    await journal.trim(2500);

    const [gap] = await take(journal, 100, 1);

    expect(gap?.item).toEqual({ kind: 'gap', at: 100, next: 2000, reason: 'trimmed' });
    await journal.close();
  });

  it('leaves files of others alone', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'notes.txt'), 'mine');
    const { journal } = await opened(folder);
    await appendAll(journal, ['a']);
    await journal.close();

    expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('rejects a folder that is a file', async () => {
    const path = join(await newFolder(), 'file');
    await writeFile(path, '');

    await expect(openSegmentJournal({ folder: path })).rejects.toMatchObject({
      code: 'JOURNAL_IO',
    });
  });
});

describe('the bound', () => {
  it('makes append wait until there is room, and drops nothing', async () => {
    const folder = await newFolder();
    const { journal, notices } = await opened(folder, { bytesMax: 4000, segmentBytes: 1000 });
    const all = Promise.all(
      numbered(100).map((text) => journal.append(Buffer.from(text.padEnd(76)), 0)),
    );
    const found: string[] = [];
    for await (const item of journal.read(0, new AbortController().signal)) {
      if (item.kind === 'entry') found.push(item.bytes.toString().trim());
      await journal.trim(item.next);
      if (found.length === 100) break;
    }
    await all;

    expect(found).toEqual(numbered(100));
    expect(notices.every(({ kind }) => kind === 'full')).toBe(true);
    await journal.close();
  });

  it('says once that it is full, and close rejects who still waits', async () => {
    const folder = await newFolder();
    const { journal, notices } = await opened(folder, { bytesMax: 400 });
    const appends = numbered(20).map((text) => appendAll(journal, [text.padEnd(76)]));
    const settled = Promise.allSettled(appends);
    await expect.poll(() => notices.length).toBe(1);
    await journal.close();

    const rejected = (await settled).filter(({ status }) => status === 'rejected');
    expect(notices).toMatchObject([{ kind: 'full' }]);
    expect(rejected.length).toBeGreaterThan(0);
  });
});

describe('a disk that refuses', () => {
  it.each(['write', 'datasync'] as const)('keeps trying when %s fails', async (operation) => {
    const folder = await newFolder();
    let failures = 3;
    const { journal, notices } = await opened(folder, {
      openFile: async (path) => {
        const file = await openSegmentFile(path);
        return new Proxy(file, {
          get(target, property) {
            if (property === operation && failures-- > 0) {
              return () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
            }
            const value: unknown = Reflect.get(target, property);
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        });
      },
    });

    await appendAll(journal, numbered(3));

    expect(notices).toMatchObject([
      { kind: 'stalled', error: { code: 'JOURNAL_DISK_FULL' } },
      { kind: 'resumed' },
    ]);
    expect(await texts(journal, 3)).toEqual(numbered(3));
    await journal.close();
  });

  it('closes while it refuses, and the batch was never called safe', async () => {
    const folder = await newFolder();
    const { journal, notices } = await opened(folder, {
      openFile: () => Promise.reject(Object.assign(new Error('io'), { code: 'EIO' })),
    });
    const append = appendAll(journal, ['lost']).catch((error: unknown) => error);
    await expect.poll(() => notices.length).toBe(1);
    await journal.close();

    expect(await append).toMatchObject({ code: 'JOURNAL_CLOSED' });
    expect(notices).toMatchObject([{ kind: 'stalled', error: { code: 'JOURNAL_IO' } }]);
  });
});
