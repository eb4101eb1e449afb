import { Buffer } from 'node:buffer';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalError, journalErrorFrom } from '../journal-error.ts';
import { AppendQueue } from './append-queue.ts';
import { entryHeaderBytes, writeEntry } from './entry.ts';
import { listSegments, removeSegment, segmentPath } from './folder.ts';
import { openSegmentJournal } from './index.ts';
import { SegmentScanner } from './scanner.ts';
import { openSegmentFile, writeFully } from './segment-file.ts';
import { Wakeup } from './wakeup.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-parts-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('AppendQueue', () => {
  it('puts what waits into groups of a size, in order', async () => {
    const queue = new AppendQueue();
    const done = [10, 20, 30, 500, 1].map((size, i) => queue.add(Buffer.alloc(size), i));
    const sizes: number[] = [];
    while (!queue.isEmpty) {
      const group = queue.takeGroup(150);
      sizes.push(group.bytes);
      group.settle();
    }

    await Promise.all(done);
    expect(sizes).toEqual([132, 524, 25]);
  });

  it('settles a whole group, and rejects what it never took', async () => {
    const queue = new AppendQueue();
    const taken = queue.add(Buffer.alloc(1), 0);
    const group = queue.takeGroup(100);
    const left = queue.add(Buffer.alloc(1), 0);
    group.settle(new Error('first'));
    queue.rejectAll(new Error('second'));

    await expect(taken).rejects.toThrow('first');
    await expect(left).rejects.toThrow('second');
    expect(queue.isEmpty).toBe(true);
  });

  it('encodes the same group for any place', () => {
    const queue = new AppendQueue();
    void queue.add(Buffer.from('a'), 1);
    void queue.add(Buffer.from('bc'), 2);
    const group = queue.takeGroup(1000);
    const here = group.encode(100);
    const there = group.encode(9000);

    expect(here).toHaveLength(group.bytes);
    expect(there.equals(here)).toBe(false);
    expect(there.subarray(-2).toString()).toBe('bc');
  });
});

describe('Wakeup', () => {
  it('wakes all who sleep, once', async () => {
    const wakeup = new Wakeup();
    const sleepers = [wakeup.sleep(), wakeup.sleep()];
    wakeup.wake();
    await Promise.all(sleepers);
    let awake = false;
    const later = wakeup.sleep().then(() => (awake = true));
    await new Promise((resolve) => setImmediate(resolve));

    expect(awake).toBe(false);
    wakeup.wake();
    await later;
  });

  it('lets go of who is asked to stop, before or while sleeping', async () => {
    const wakeup = new Wakeup();
    await wakeup.sleep(AbortSignal.abort());
    const stop = new AbortController();
    const sleeping = wakeup.sleep(stop.signal);
    stop.abort();
    await sleeping;

    wakeup.wake();
  });
});

describe('the folder', () => {
  it('is made when missing, and lists segments alone, by number', async () => {
    const inner = join(folder, 'a', 'b');
    expect(await listSegments(inner)).toEqual([]);
    for (const name of ['0000000000000100.seg', '0000000000000020.seg', '5.seg', 'x.seg', 'y']) {
      await writeFile(join(inner, name), '');
    }

    expect(await listSegments(inner)).toEqual([20, 100]);
  });

  it('removes a segment, also one that is gone', async () => {
    await writeFile(segmentPath(folder, 7), '');
    await removeSegment(folder, 7);
    await removeSegment(folder, 7);
    await mkdir(segmentPath(folder, 8));

    expect(await listSegments(folder)).toEqual([8]);
    await expect(removeSegment(folder, 8)).rejects.toThrow();
  });
});

describe('JournalError', () => {
  it.each([
    ['ENOSPC', 'JOURNAL_DISK_FULL'],
    ['EDQUOT', 'JOURNAL_DISK_FULL'],
    ['EFBIG', 'JOURNAL_DISK_FULL'],
    ['EIO', 'JOURNAL_IO'],
    [undefined, 'JOURNAL_IO'],
  ])('calls %s %s and keeps the cause', (code, name) => {
    const cause = Object.assign(new Error('system'), { code });
    const error = journalErrorFrom(cause, '/x');

    expect(error).toBeInstanceOf(JournalError);
    expect(error).toMatchObject({ code: name, message: `${name} /x`, cause });
  });
});

describe('SegmentScanner', () => {
  async function scanner(bytes: Buffer, start: number, at = start) {
    const path = segmentPath(folder, start);
    await writeFile(path, bytes);
    const file = await open(path);
    return { file, scanner: new SegmentScanner(file, start, at) };
  }

  function entries(start: number, bodies: readonly string[]): Buffer {
    const bytes = Buffer.alloc(bodies.join('').length + bodies.length * entryHeaderBytes);
    let offset = 0;
    for (const body of bodies) {
      offset += writeEntry(bytes, offset, start + offset, Buffer.from(body), 1);
    }
    return bytes;
  }

  it('reads bodies larger than its window, and small ones behind them', async () => {
    const large = 'x'.repeat(3_000_000);
    const bytes = entries(500, ['a', large, 'b']);
    const { file, scanner: scan } = await scanner(bytes, 500);
    const limit = 500 + bytes.length;
    const found: number[] = [];
    while (scan.at < limit) {
      const item = await scan.next(limit);
      found.push(item.kind === 'entry' ? item.bytes.length : -1);
    }
    await file.close();

    expect(found).toEqual([1, large.length, 1]);
  });

  it('never looks behind the limit, where bytes are not final', async () => {
    const bytes = entries(0, ['first', 'second']);
    const { file, scanner: scan } = await scanner(bytes, 0);
    const first = await scan.next(entryHeaderBytes + 5);
    const second = await scan.next(bytes.length);
    await file.close();

    expect([first.kind, second.kind]).toEqual(['entry', 'entry']);
    expect(second.next).toBe(bytes.length);
  });

  it('finds the next entry behind damage that spans windows', async () => {
    const junk = Buffer.alloc(2_500_000, 0xf5);
    const tail = entries(junk.length, ['sound']);
    const { file, scanner: scan } = await scanner(Buffer.concat([junk, tail]), 0);
    const limit = junk.length + tail.length;
    const gap = await scan.next(limit);
    const entry = await scan.next(limit);
    await file.close();

    expect(gap).toEqual({ kind: 'gap', at: 0, next: junk.length, reason: 'damaged' });
    expect(entry.kind).toBe('entry');
  });

  it('calls what the file does not hold missing', async () => {
    const { file, scanner: scan } = await scanner(Buffer.alloc(10), 0);
    const gap = await scan.next(1000);
    await file.close();

    expect(gap).toEqual({ kind: 'gap', at: 0, next: 1000, reason: 'missing' });
  });

  it('does not believe a length that no frame can have', async () => {
    const bytes = entries(0, ['body']);
    bytes.writeUInt32LE(0xffff_ffff, 4);
    const { file, scanner: scan } = await scanner(bytes, 0);

    expect(await scan.next(bytes.length)).toMatchObject({ kind: 'gap', reason: 'damaged' });
    await file.close();
  });
});

describe('writing', () => {
  it('goes on where a short write stopped', async () => {
    const file = await openSegmentFile(join(folder, 'f'));
    const sizes: number[] = [];
    await writeFully(
      {
        datasync: () => file.datasync(),
        close: () => file.close(),
        write: (async (bytes: Buffer, offset: number, length: number, position: number) => {
          sizes.push(length);
          return await file.write(bytes, offset, Math.min(3, length), position);
        }) as typeof file.write,
      },
      Buffer.from('12345678'),
      2,
    );
    await file.close();
    const handle = await open(join(folder, 'f'));
    const text = await handle.readFile('latin1');
    await handle.close();

    expect(sizes).toEqual([8, 5, 2]);
    expect(text).toBe('\0\x0012345678');
  });
});

describe('readers', () => {
  it('each keep their own place', async () => {
    const journal = await openSegmentJournal({ folder, segmentBytes: 100 });
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) await journal.append(Buffer.from(text), 0);
    async function read(from: number): Promise<string> {
      let text = '';
      for await (const item of journal.read(from, AbortSignal.timeout(5000))) {
        if (item.kind === 'entry') text += item.bytes.toString();
        if (item.next === journal.end) break;
      }
      return text;
    }

    expect(await Promise.all([read(0), read(50), read(0)])).toEqual(['abcdef', 'cdef', 'abcdef']);
    await journal.close();
  });

  it('find files of trimmed segments removed, and no others', async () => {
    const journal = await openSegmentJournal({ folder, segmentBytes: 100 });
    for (let i = 0; i < 40; i++) await journal.append(Buffer.alloc(26), 0);
    await journal.trim(1000);
    const names = await readdir(folder);

    expect(journal.begin).toBe(1000);
    expect(names).toHaveLength(10);
    await journal.trim(500);
    await journal.trim(journal.end + 1_000_000);
    expect(await readdir(folder)).toHaveLength(1);
    await journal.close();
  });
});
