import { Buffer } from 'node:buffer';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileCursor } from '../positions.ts';
import { Bench } from '../testing/bench.ts';
import { fingerprint } from './fingerprint.ts';
import { findRemains, newerFiles } from './past-files.ts';
import { baseOf } from './os-path.ts';
import { rotatedSiblings, siblingsOf } from './siblings.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
});

function idOf(name: string): string {
  const { dev, ino, birthtimeNs } = statSync(bench.path(name), { bigint: true });
  return `${dev}:${ino}:${birthtimeNs}`;
}

/** What a reader would know of a file that it has read up to here. */
function cursorOf(name: string, seen = statSync(bench.path(name)).size): FileCursor {
  const bytes = readFileSync(bench.path(name)).subarray(0, seen);
  return {
    stream: 's',
    id: idOf(name),
    offset: seen,
    covered: seen,
    memory: '',
    head: fingerprint(bytes.subarray(0, 1024)),
    seen,
    tail: fingerprint(bytes.subarray(-256)),
    changed: '0',
  };
}

const second = 1_000_000_000n;

function write(name: string, text: string, seconds: number): void {
  writeFileSync(bench.path(name), text);
  utimesSync(bench.path(name), seconds, seconds);
}

async function remainsOf(cursor: FileCursor): Promise<string | undefined> {
  const found = await findRemains(bench.path('a.log'), cursor);
  return found === undefined ? undefined : baseOf(found.path);
}

describe('what remains of a stream', () => {
  it('is found by identity under any name', async () => {
    bench.append('a.log', 'one\n');
    const cursor = cursorOf('a.log');
    bench.append('a.log', 'two\n');
    renameSync(bench.path('a.log'), bench.path('whatever'));

    expect(await remainsOf(cursor)).toBe('whatever');
  });

  it('is not the file that has its identity but other content', async () => {
    bench.append('a.log', 'one\n');
    const cursor = cursorOf('a.log');
    renameSync(bench.path('a.log'), bench.path('a.log.1'));
    writeFileSync(bench.path('a.log.1'), 'two\nmore\n');

    expect(await remainsOf(cursor)).toBeUndefined();
  });

  it.each(['a.log.1', 'a.log-20261124', 'a.log.1.gz'])(
    'is found by content in %s',
    async (name) => {
      const text = 'line\n'.repeat(500);
      bench.append('a.log', text);
      const cursor = cursorOf('a.log', 1000);
      const bytes = Buffer.from(text);
      writeFileSync(bench.path(name), name.endsWith('.gz') ? gzipSync(bytes) : bytes);
      writeFileSync(bench.path('a.log'), '');

      expect(await remainsOf(cursor)).toBe(name);
    },
  );

  it('is looked for only in what rotation may have made, and in whole archives', async () => {
    bench.append('a.log', 'one\ntwo\n');
    const cursor = cursorOf('a.log');
    copyFileSync(bench.path('a.log'), bench.path('b.log'));
    const packed = gzipSync(readFileSync(bench.path('a.log')));
    writeFileSync(bench.path('a.log.2.gz'), packed.subarray(0, packed.length - 12));
    writeFileSync(bench.path('a.log.3.gz'), 'not packed at all');
    rmSync(bench.path('a.log'));

    expect(await remainsOf(cursor)).toBeUndefined();
  });

  it('is the first of those that begin so and were written since', async () => {
    bench.append('a.log', '# head\n');
    const cursor = { ...cursorOf('a.log'), changed: String(101n * second) };
    for (const [number, time] of [103, 102, 101, 99].entries()) {
      write(`a.log.${number + 1}`, `# head\n${time}\n`, time);
    }
    rmSync(bench.path('a.log'));

    expect(await remainsOf(cursor)).toBe('a.log.3');
    expect(await remainsOf({ ...cursor, changed: String(200n * second) })).toBe('a.log.1');
  });

  it('may be a copy without the end where there is no other and it is long enough', async () => {
    bench.append('a.log', 'line\n'.repeat(500));
    const cursor = cursorOf('a.log');
    const path = bench.path('a.log');
    write('a.log.1', 'line\n'.repeat(200), 101);
    rmSync(path);

    expect(await remainsOf(cursor)).toBeUndefined();
    write('a.log.2', 'line\n'.repeat(205), 102);
    expect(await remainsOf(cursor)).toBe('a.log.2');
    expect(await findRemains(path, cursor, 'whole')).toBeUndefined();
  });

  it('is the plain file while that is being packed', async () => {
    bench.append('a.log', 'one\n');
    const cursor = cursorOf('a.log');
    copyFileSync(bench.path('a.log'), bench.path('a.log.1'));
    writeFileSync(bench.path('a.log.1.gz'), gzipSync(readFileSync(bench.path('a.log'))));
    rmSync(bench.path('a.log'));

    expect(await remainsOf(cursor)).toBe('a.log.1');
  });
});

describe('files that are newer', () => {
  async function newer(
    changed: bigint,
    known: readonly FileCursor[] = [],
    upTo = '',
  ): Promise<string> {
    const found = await newerFiles(bench.path('a.log'), {
      changed,
      upTo,
      growing: [],
      whole: known,
      isKnown: (id) => known.some((one) => one.id === id),
    });
    return found.map(({ path }) => baseOf(path)).join(' ');
  }

  it('come in the order of their numbers', async () => {
    write('a.log.1', 'c', 103);
    write('a.log.2', 'b', 103);
    write('a.log.10', 'a', 103);

    expect(await newer(100n * second)).toBe('a.log.10 a.log.2 a.log.1');
  });

  it('come in the order of their times where they have no numbers', async () => {
    write('a.log-20261123', 'b', 102);
    write('a.log-20261122', 'c', 103);
    write('a.log.1', 'a', 101);

    expect(await newer(100n * second)).toBe('a.log.1 a.log-20261123 a.log-20261122');
  });

  it('are not those that were there before, are known, or are copies of what is known', async () => {
    write('a.log.1', 'one\n', 101);
    write('a.log.2', 'two\n', 102);
    write('a.log.3', 'two\n', 103);
    write('a.log.4', 'four\n', 99);
    write('a.log.5', 'five\n', 105);
    write('a.log.err', 'no\n', 106);

    expect(await newer(100n * second, [cursorOf('a.log.2')])).toBe('a.log.5 a.log.1');
  });

  it('are those that begin like a short one, not those that go on a long one', async () => {
    const long = 'line\n'.repeat(300);
    write('a.log.5', '# head\n', 101);
    const short = cursorOf('a.log.5');
    write('a.log.4', long, 102);
    const other = cursorOf('a.log.4');
    const known = [
      { ...short, id: 'packed' },
      { ...other, id: 'packed' },
    ];
    write('a.log.3', '# head\nmore\n', 103);
    write('a.log.2', `${long}late\n`, 104);
    write('a.log.1', long.slice(0, -10), 105);

    expect(await newer(100n * second, known)).toBe('a.log.3');
  });

  it('end where the file stands that has the path now', async () => {
    write('a.log.3', 'c', 101);
    write('a.log.2', 'b', 102);
    write('a.log.1', 'a', 103);

    expect(await newer(100n * second, [], idOf('a.log.2'))).toBe('a.log.3');
  });

  it('allow packers their lack of precision', async () => {
    write('a.log.1.gz', 'x', 100);

    expect(await newer(100n * second + second / 2n)).toBe('a.log.1.gz');
    expect(await newer(101n * second + second / 2n)).toBe('');
  });
});

describe('siblings', () => {
  it('are files beside a path', async () => {
    bench.append('a.log', '');
    bench.append('a.log.1', '');
    bench.append('other', '');
    mkdirSync(bench.path('a.log.2'));
    symlinkSync('nowhere', bench.path('a.log.3'));

    const all = await siblingsOf(bench.path('a.log'));
    const rotated = await rotatedSiblings(bench.path('a.log'));

    expect(all.map(({ path }) => baseOf(path)).sort()).toEqual(['a.log.1', 'other']);
    expect(rotated.map(({ path, number }) => [baseOf(path), number])).toEqual([['a.log.1', 1]]);
  });

  it('are none where there is no folder', async () => {
    expect(await siblingsOf('/no/such/folder/a.log')).toEqual([]);
  });
});
