import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench, localfile, until } from '../testing/bench.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  chmodSync(bench.folder, 0o777);
  bench.append('a.log', 'old\n');
  chmodSync(bench.path('a.log'), 0o666);
  // Nothing is closed to root.
  if (isRoot) process.seteuid?.(NOBODY);
});
afterEach(async () => {
  if (isRoot) process.seteuid?.(0);
  await bench.close();
});

/** As the administrator of the files. */
function asOwner(change: () => void): void {
  if (isRoot) process.seteuid?.(0);
  try {
    change();
  } finally {
    if (isRoot) process.seteuid?.(NOBODY);
  }
}

describe('a file that may not be read', () => {
  it('is told, and read from when it may be', async () => {
    asOwner(() => chmodSync(bench.path('a.log'), 0));
    const collector = await bench.start([localfile(bench.path('a.log'))]);
    expect(collector.sources()).toMatchObject([
      { state: 'unreadable', reason: 'permission denied' },
    ]);
    expect(bench.logged).toEqual([`cannot read ${bench.path('a.log')}: permission denied`]);

    asOwner(() => chmodSync(bench.path('a.log'), 0o666));
    await until(
      () => collector.sources()[0]?.state === 'watching',
      () => collector.sources(),
    );
    bench.append('a.log', 'one\n');

    await until(() => bench.texts().length > 0);
    expect(bench.texts()).toEqual(['one']);
  });

  it('goes on to be read while it is open', async () => {
    await bench.start([localfile(bench.path('a.log'))]);
    bench.append('a.log', 'one\n');
    await until(() => bench.texts().length === 1);
    asOwner(() => {
      chmodSync(bench.path('a.log'), 0);
      bench.append('a.log', 'two\n');
    });

    await until(() => bench.texts().length === 2);
    expect(bench.texts()).toEqual(['one', 'two']);
  });

  it('because of its folder is told as well', async () => {
    asOwner(() => {
      mkdirSync(bench.path('closed'), { mode: 0o700 });
      bench.append('closed/a.log', 'old\n');
      chmodSync(bench.path('closed/a.log'), 0o666);
    });
    const collector = await bench.start([localfile(bench.path('closed/a.log'))]);

    expect(collector.sources()).toMatchObject([
      { state: 'unreadable', reason: 'permission denied' },
    ]);

    asOwner(() => chmodSync(bench.path('closed'), 0o755));
    await until(
      () => collector.sources()[0]?.state === 'watching',
      () => collector.sources(),
    );
    bench.append('closed/a.log', 'one\n');

    await until(() => bench.texts().length > 0);
    expect(bench.texts()).toEqual(['one']);
  });

  it('after rotation does not stop the file that was rotated', async () => {
    const collector = await bench.start([localfile(bench.path('a.log'))]);
    bench.append('a.log', 'one\n');
    await until(() => bench.texts().length === 1);
    asOwner(() => {
      renameSync(bench.path('a.log'), bench.path('a.log.1'));
      bench.append('a.log', 'new\n');
      chmodSync(bench.path('a.log'), 0);
    });
    await until(
      () => collector.sources()[0]?.state === 'unreadable',
      () => collector.sources(),
    );
    bench.append('a.log.1', 'two\n');
    await until(
      () => bench.texts().length === 2,
      () => bench.texts(),
    );

    asOwner(() => chmodSync(bench.path('a.log'), 0o666));

    await until(
      () => bench.texts().length === 3,
      () => bench.texts(),
    );
    expect(bench.texts()).toEqual(['one', 'two', 'new']);
  });
});
