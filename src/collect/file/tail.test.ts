import { renameSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench, localfile, until } from '../testing/bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
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

describe('a file that grows', () => {
  it('is read from its end at the first start, then line by line', async () => {
    bench.append('a.log', 'old\n');
    await bench.start([localfile(bench.path('a.log'))]);

    bench.append('a.log', 'one\ntwo\nthr');
    await expectTexts('one', 'two');
    bench.append('a.log', 'ee\n');

    await expectTexts('one', 'two', 'three');
    const ranges = bench.records.map(({ origin }) => [origin.from, origin.to]);
    expect(ranges).toEqual([
      [4, 8],
      [8, 12],
      [12, 18],
    ]);
    expect(bench.records[0]).toMatchObject({ queue: '1', location: bench.path('a.log') });
  });

  it('is read from its start when it appears later', async () => {
    const collector = await bench.start([localfile(bench.path('a.log'))]);
    expect(collector.sources()[0]?.state).toBe('waiting');

    bench.append('a.log', 'one\n');

    await expectTexts('one');
    await until(() => collector.sources()[0]?.state === 'watching');
    expect(collector.sources()[0]).toMatchObject({ records: 1, bytes: 4 });
  });

  it('counts as watched while its backlog is read', async () => {
    bench.append('a.log', '');
    const log = [localfile(bench.path('a.log'))];
    await (await bench.start(log)).stop();
    bench.append('a.log', 'one\n');
    const asked = Promise.withResolvers<void>();
    const deliver = async (): Promise<void> => {
      asked.resolve();
      await new Promise(() => undefined);
    };
    const starting = bench.start(log, { delivery: { deliver }, timing: { stopWaitMs: 50 } });
    await asked.promise;

    expect(bench.logged.at(-1)).toBe(`watching ${bench.path('a.log')}`);
    const collector = await starting;
    expect(collector.sources()).toMatchObject([{ state: 'watching' }]);
  });

  it('goes on where the last run stopped', async () => {
    bench.append('a.log', 'old\n');
    const first = await bench.start([localfile(bench.path('a.log'))]);
    bench.append('a.log', 'one\npart');
    await expectTexts('one');
    await first.stop();
    bench.append('a.log', 'ial\ntwo\n');

    await bench.start([localfile(bench.path('a.log'))]);

    await expectTexts('one', 'partial', 'two');
    expect(new Set(bench.records.map(({ origin }) => origin.stream)).size).toBe(1);
  });

  it('keeps all bytes', async () => {
    bench.append('a.log', '');
    await bench.start([localfile(bench.path('a.log'))]);
    bench.append('a.log', 'a\0b\xff\xfe\x80\n');

    await expectTexts('a\0b\xff\xfe\x80');
  });
});

describe('rotation', () => {
  it('by rename: reads the old file to its end, then the new one', async () => {
    bench.append('a.log', '');
    await bench.start([localfile(bench.path('a.log'))]);
    bench.append('a.log', 'one\n');
    await expectTexts('one');

    bench.append('a.log', 'two\n');
    renameSync(bench.path('a.log'), bench.path('a.log.1'));
    bench.append('a.log.1', 'late');
    bench.append('a.log', 'three\n');

    await expectTexts('one', 'two', 'three', 'late');
    expect(bench.notices()).toEqual([
      `ossec: File rotated (inode changed): '${bench.path('a.log')}'.`,
    ]);
  });

  it('by truncation: starts again at the begin', async () => {
    bench.append('a.log', '');
    await bench.start([localfile(bench.path('a.log'))]);
    bench.append('a.log', 'one\ntwo\n');
    await expectTexts('one', 'two');

    truncateSync(bench.path('a.log'));
    bench.append('a.log', 'x\n');

    await expectTexts('one', 'two', 'x');
    expect(bench.notices()).toEqual([
      `ossec: File size reduced (inode remained): '${bench.path('a.log')}'.`,
    ]);
  });

  it('by truncation that is noticed late: the content tells', async () => {
    bench.append('a.log', '');
    await bench.start([localfile(bench.path('a.log'))]);
    bench.append('a.log', 'one\ntwo\n');
    await expectTexts('one', 'two');

    writeFileSync(bench.path('a.log'), 'three\nfour\nfive\n');

    await expectTexts('one', 'two', 'three', 'four', 'five');
  });
});
