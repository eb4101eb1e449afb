import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalfileConfig } from '../contract.ts';
import { Bench, localfile, until } from '../testing/bench.ts';

let bench: Bench;
let log: readonly LocalfileConfig[];
beforeEach(() => {
  bench = new Bench();
  bench.append('a.log', '');
  log = [localfile(bench.path('a.log'))];
});
afterEach(async () => {
  await bench.close();
});

async function expectTexts(...texts: readonly string[]): Promise<void> {
  await until(
    () => bench.texts().length >= texts.length,
    () => [bench.texts(), bench.logged],
  );
  expect(bench.texts()).toEqual(texts);
}

/** Compresses as `logrotate` does, keeping the time. */
function compress(tool: string, name: string): void {
  if (tool === 'zstd') {
    writeFileSync(`${bench.path(name)}.zst`, zstdCompressSync(readFileSync(bench.path(name))));
    rmSync(bench.path(name));
  } else if (spawnSync(tool, [bench.path(name)]).status !== 0) {
    throw new Error(`${tool} failed`);
  }
}

const tools = ['gzip', 'zstd', 'xz', 'bzip2'].filter(
  (tool) => tool === 'zstd' || spawnSync(tool, ['--version']).error === undefined,
);

describe('while nothing ran', () => {
  async function runOnce(): Promise<void> {
    const collector = await bench.start(log);
    bench.append('a.log', 'one\ntwo\n');
    await expectTexts('one', 'two');
    await collector.stop();
  }

  it.each(tools)('a file was rotated and packed with %s', async (tool) => {
    await runOnce();
    bench.append('a.log', 'three\n');
    renameSync(bench.path('a.log'), bench.path('a.log.1'));
    compress(tool, 'a.log.1');
    bench.append('a.log', 'four\n');

    await bench.start(log);

    await expectTexts('one', 'two', 'three', 'four');
    const [first, , third] = bench.records.filter(({ origin }) => origin.stream !== '');
    expect(third?.origin).toMatchObject({ stream: first?.origin.stream, from: 8, to: 14 });
  });

  it('a file was copied and emptied', async () => {
    await runOnce();
    bench.append('a.log', 'three\n');
    copyFileSync(bench.path('a.log'), bench.path('a.log-20261124'));
    truncateSync(bench.path('a.log'));
    bench.append('a.log', 'four\nfive\nsix\n');

    await bench.start(log);

    await expectTexts('one', 'two', 'three', 'four', 'five', 'six');
  });

  it('several rotations came and went', async () => {
    await runOnce();
    for (const line of ['three', 'four', 'five']) {
      bench.append('a.log', `${line}\n`);
      for (const number of [2, 1]) {
        const from = bench.path(`a.log.${number}`);
        spawnSync('mv', ['-f', from, bench.path(`a.log.${number + 1}`)]);
      }
      renameSync(bench.path('a.log'), bench.path('a.log.1'));
    }
    bench.append('a.log', 'six\n');

    await bench.start(log);

    await expectTexts('one', 'two', 'three', 'four', 'five', 'six');
  });

  it('the file was deleted and another one has its name', async () => {
    await runOnce();
    rmSync(bench.path('a.log'));
    bench.append('a.log', 'x\n');

    await bench.start(log);

    await expectTexts('one', 'two', 'x');
    expect(bench.logged.some((line) => line.includes('what it held before is gone'))).toBe(true);
  });

  it('files that are no rotation of it appeared', async () => {
    await runOnce();
    bench.append('a.log.err', 'not mine\n');
    copyFileSync(bench.path('a.log'), bench.path('a.log.bak'));
    bench.append('a.log', 'three\n');

    await bench.start(log);

    await expectTexts('one', 'two', 'three');
  });

  it('a pattern found a new file', async () => {
    const pattern = [localfile(bench.path('*.log'))];
    await (await bench.start(pattern)).stop();
    bench.append('b.log', 'one\n');

    await bench.start(pattern);

    await expectTexts('one');
  });
});

describe('a running collector', () => {
  it('reads what a copied and emptied file held, from the copy', async () => {
    await bench.start(log, { loopTimeoutSeconds: 30 });
    bench.append('a.log', 'one\n');
    await expectTexts('one');

    // In one turn: the collector sees only the outcome.
    bench.append('a.log', 'two\nthree\n');
    copyFileSync(bench.path('a.log'), bench.path('a.log.1'));
    truncateSync(bench.path('a.log'));
    bench.append('a.log', 'four\n');

    await expectTexts('one', 'two', 'three', 'four');
  });

  it('reads what a slow writer still writes to the rotated file', async () => {
    await bench.start(log);
    bench.append('a.log', 'one\n');
    await expectTexts('one');
    renameSync(bench.path('a.log'), bench.path('a.log.1'));
    bench.append('a.log', 'new\n');
    await expectTexts('one', 'new');

    bench.append('a.log.1', 'late\n');

    await expectTexts('one', 'new', 'late');
  });

  it('finishes a file that was rotated, deleted and is still written to', async () => {
    await bench.start(log);
    bench.append('a.log', 'one\n');
    await expectTexts('one');
    bench.append('a.log', 'two\nthree');
    rmSync(bench.path('a.log'));

    await expectTexts('one', 'two', 'three');
  });

  it('goes on in a file that went away and came back', async () => {
    await bench.start(log);
    bench.append('a.log', 'one\n');
    await expectTexts('one');
    renameSync(bench.path('a.log'), bench.path('away'));
    await until(() => bench.logged.some((line) => line.startsWith('waiting')));
    bench.append('away', 'two\n');
    renameSync(bench.path('away'), bench.path('a.log'));
    bench.append('a.log', 'three\n');

    await expectTexts('one', 'two', 'three');
    expect(bench.notices()).toEqual([]);
  });

  it('does not read an edited file again', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `line ${i}`);
    await bench.start(log);
    bench.append('a.log', lines.map((line) => `${line}\n`).join(''));
    await expectTexts(...lines);

    copyFileSync(bench.path('a.log'), bench.path('new'));
    bench.append('new', 'more\n');
    renameSync(bench.path('new'), bench.path('a.log'));

    await expectTexts(...lines, 'more');
  });

  it('reads a file once that has two names', async () => {
    linkSync(bench.path('a.log'), bench.path('b.log'));
    symlinkSync('a.log', bench.path('c.log'));
    const pattern = [localfile(bench.path('?.log'))];
    const collector = await bench.start(pattern);
    bench.append('b.log', 'one\n');
    await expectTexts('one');
    const states = collector.sources().map(({ state }) => state);
    expect(states.toSorted()).toEqual(['waiting', 'waiting', 'watching']);
    await collector.stop();
    bench.append('c.log', 'two\n');

    await bench.start(pattern);

    await expectTexts('one', 'two');
    expect(new Set(bench.records.map(({ location }) => location)).size).toBe(1);
  });

  it('reads on under the other name of a file when the one it read is removed', async () => {
    linkSync(bench.path('a.log'), bench.path('b.log'));
    const both = [localfile(bench.path('a.log')), localfile(bench.path('b.log'))];
    await bench.start(both, { timing: { lingerMs: 300 } });
    bench.append('b.log', 'one\n');
    await expectTexts('one');
    rmSync(bench.records[0]?.location ?? '');
    const rest = bench.records[0]?.location === bench.path('a.log') ? 'b.log' : 'a.log';

    bench.append(rest, 'two\n');
    await expectTexts('one', 'two');
    await until(() => bench.logged.filter((line) => line.startsWith('watching')).length === 2);
    bench.append(rest, 'three\n');

    await expectTexts('one', 'two', 'three');
  });

  it('follows a link to the newest file', async () => {
    bench.append('day1', 'old\n');
    symlinkSync('day1', bench.path('now'));
    await bench.start([localfile(bench.path('now'))]);
    bench.append('day1', 'one\n');
    await expectTexts('one');

    bench.append('day2', 'two\n');
    symlinkSync('day2', bench.path('new'));
    renameSync(bench.path('new'), bench.path('now'));

    await expectTexts('one', 'two');
  });

  it('reads each line once when a pattern finds the rotated files as well', async () => {
    await bench.start([localfile(bench.path('a.log*'))]);
    bench.append('a.log', 'one\n');
    await expectTexts('one');
    bench.append('a.log', 'two\n');
    renameSync(bench.path('a.log'), bench.path('a.log.1'));
    bench.append('a.log', 'three\n');
    await expectTexts('one', 'two', 'three');
    copyFileSync(bench.path('a.log'), bench.path('a.log.2'));
    truncateSync(bench.path('a.log'));
    bench.append('a.log', 'x\n');

    await expectTexts('one', 'two', 'three', 'x');
  });

  it('goes on where a writer that was not told goes on, after a hole', async () => {
    await bench.start(log);
    bench.append('a.log', 'one\ntwo\n');
    await expectTexts('one', 'two');

    writeFileSync(bench.path('a.log'), '\0\0\0\0\0\0\0\0three\n', 'latin1');

    await expectTexts('one', 'two', 'three');
  });
});
