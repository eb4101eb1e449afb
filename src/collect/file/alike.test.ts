import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalfileConfig } from '../contract.ts';
import { Bench, localfile, until } from '../testing/bench.ts';

// Files that begin alike: which of them are one log, and which only look like it.
let bench: Bench;
let log: readonly LocalfileConfig[];
beforeEach(() => {
  bench = new Bench();
  log = [localfile(bench.path('a.log'))];
  bench.append('a.log', '');
});
afterEach(async () => {
  await bench.close();
});

async function expectTexts(...texts: readonly string[]): Promise<void> {
  await until(
    () => bench.texts().length >= texts.length && bench.texts().at(-1) === texts.at(-1),
    () => [bench.texts(), bench.logged],
  );
  expect(bench.texts()).toEqual(texts);
}

function pack(name: string): void {
  writeFileSync(bench.path(`${name}.gz`), gzipSync(readFileSync(bench.path(name))));
  rmSync(bench.path(name));
}

/** Moves `a.log` and its pieces on by one number, packed if wanted. */
function rotate(ending: '' | '.gz'): void {
  for (let number = 5; number > 0; number--) {
    const from = bench.path(`a.log.${number}${ending}`);
    if (existsSync(from)) renameSync(from, bench.path(`a.log.${number + 1}${ending}`));
  }
  renameSync(bench.path('a.log'), bench.path('a.log.1'));
  if (ending === '.gz') pack('a.log.1');
}

describe('a copy that lacks lines that were written until the file was emptied', () => {
  const long = Array.from({ length: 100 }, (_, i) => `line number ${i}`);

  async function copied(): Promise<void> {
    bench.append('a.log', long.map((line) => `${line}\n`).join(''));
    await expectTexts(...long);
    copyFileSync(bench.path('a.log'), bench.path('a.log.1'));
    bench.append('a.log', 'between\n');
    await expectTexts(...long, 'between');
  }

  it('is not read', async () => {
    await bench.start(log);
    await copied();
    truncateSync(bench.path('a.log'));
    bench.append('a.log', 'after\n');

    await expectTexts(...long, 'between', 'after');
  });

  it('is not read when it is packed by the time of the next rotation', async () => {
    await bench.start(log);
    await copied();
    truncateSync(bench.path('a.log'));
    pack('a.log.1');
    bench.append('a.log', 'after\n');
    await expectTexts(...long, 'between', 'after');
    rotate('.gz');
    bench.append('a.log', 'new\n');

    await expectTexts(...long, 'between', 'after', 'new');
  });

  it.each(['.1', '.1.gz'])('is not read after a restart, as %s', async (name) => {
    const first = await bench.start(log);
    await copied();
    await first.stop();
    truncateSync(bench.path('a.log'));
    if (name === '.1.gz') pack('a.log.1');
    bench.append('a.log', 'after\n');
    await bench.start(log);

    await expectTexts(...long, 'between', 'after');
  });

  it('is not read where a writer went on after the file was packed', async () => {
    await bench.start(log);
    bench.append('a.log', long.map((line) => `${line}\n`).join(''));
    await expectTexts(...long);
    renameSync(bench.path('a.log'), bench.path('a.log.1'));
    writeFileSync(bench.path('a.log.1.gz'), gzipSync(readFileSync(bench.path('a.log.1'))));
    appendFileSync(bench.path('a.log.1'), 'late\n');
    await expectTexts(...long, 'late');
    rmSync(bench.path('a.log.1'));
    bench.append('a.log', 'new\n');

    await expectTexts(...long, 'late', 'new');
  });
});

it('a copy of a file that was edited since is not what goes on', async () => {
  const lines = Array.from({ length: 100 }, (_, i) => `line number ${i}`);
  const text = lines.map((line) => `${line}\n`).join('');
  const first = await bench.start(log);
  bench.append('a.log', text);
  await expectTexts(...lines);
  writeFileSync(bench.path('a.log.1'), text.slice(0, -20));
  await first.stop();
  writeFileSync(bench.path('new'), `${text}more\n`);
  renameSync(bench.path('new'), bench.path('a.log'));
  await bench.start(log);

  await expectTexts(...lines, 'more');
});

describe('a log that begins as the one before', () => {
  it.each(['', '.gz'] as const)('is read when nobody saw it, named .1%s', async (ending) => {
    await bench.start(log);
    bench.append('a.log', '# head\n');
    await expectTexts('# head');
    rotate(ending);
    bench.append('a.log', '# head\nsecond\n');
    rotate(ending);
    bench.append('a.log', '# head\nthird\n');

    await expectTexts('# head', '# head', 'second', '# head', 'third');
  });

  it.each(['', '.gz'] as const)('is read in order after a restart, named .1%s', async (ending) => {
    const first = await bench.start(log);
    bench.append('a.log', '# head\n');
    await expectTexts('# head');
    await first.stop();
    bench.append('a.log', 'first\n');
    rotate(ending);
    bench.append('a.log', '# head\nsecond\n');
    rotate(ending);
    bench.append('a.log', '# head\nthird\n');
    await bench.start(log);

    const [head, ...all] = ['# head', 'first', '# head', 'second', '# head', 'third'];
    await expectTexts(head ?? '', ...all);
    expect(new Set(bench.records.map(({ origin }) => origin.stream)).size).toBe(4);
  });
});

it('what was copied away before anybody saw it comes before what the file holds now', async () => {
  const first = await bench.start(log);
  await first.stop();
  bench.append('a.log', 'one\n');
  copyFileSync(bench.path('a.log'), bench.path('a.log.1'));
  truncateSync(bench.path('a.log'));
  bench.append('a.log', 'two\n');
  rotate('');
  bench.append('a.log', 'three\n');
  await bench.start(log);

  await expectTexts('one', 'two', 'three');
});
