import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectedRecord } from './contract.ts';
import { Bench, localfile, until } from './testing/bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
});

describe('delivery', () => {
  it('is waited for before more is read', async () => {
    bench.append('a.log', '');
    const calls: (readonly CollectedRecord[])[] = [];
    let release = (): void => {};
    const deliver = async (records: readonly CollectedRecord[]): Promise<void> => {
      calls.push(records);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    };
    await bench.start([localfile(bench.path('a.log'))], { delivery: { deliver } });
    bench.append('a.log', 'x\n'.repeat(2500));
    await until(() => calls.length === 1);
    bench.append('a.log', 'y\n');

    for (const count of [2, 3, 4]) {
      release();
      await until(() => calls.length === count);
    }
    release();

    expect(calls.map(({ length }) => length)).toEqual([1000, 1000, 500, 1]);
  });

  it('that fails stops the collector; nothing is lost at the next start', async () => {
    bench.append('a.log', '');
    const failures: unknown[] = [];
    const broken = { deliver: () => Promise.reject(new Error('no space')) };
    const log = [localfile(bench.path('a.log'))];
    const onFailure = (error: unknown): void => {
      failures.push(error);
    };
    const first = await bench.start(log, { delivery: broken, onFailure });
    bench.append('a.log', 'one\n');
    await until(() => failures.length > 0);
    bench.append('a.log', 'two\n');
    await first.stop();

    await bench.start(log);

    await until(() => bench.texts().length >= 2);
    expect(bench.texts()).toEqual(['one', 'two']);
    expect(failures).toHaveLength(1);
  });

  it('that hangs does not keep the collector from stopping', async () => {
    bench.append('a.log', '');
    const deliver = (): Promise<void> => new Promise(() => {});
    const collector = await bench.start([localfile(bench.path('a.log'))], {
      delivery: { deliver },
      timing: { stopWaitMs: 100 },
    });
    bench.append('a.log', 'one\n');
    await until(() => collector.sources()[0]?.records === 1);

    // The delivery never answers: who waited for it would never come back.
    await expect(collector.stop()).resolves.toBeUndefined();
  });
});

describe('status', () => {
  it('tells why a file is not read, and sees when that changes', async () => {
    mkdirSync(bench.path('folder.log'));
    symlinkSync('loop.log', bench.path('loop.log'));
    const names = ['folder.log', 'loop.log', 'none.log', 'folder.log/inside'];
    const collector = await bench.start(names.map((name) => localfile(bench.path(name))));

    expect(collector.sources().map(({ state, reason }) => [state, reason])).toEqual([
      ['unreadable', 'is a directory'],
      ['unreadable', 'too many symbolic links'],
      ['waiting', ''],
      ['waiting', ''],
    ]);

    rmSync(bench.path('loop.log'));
    bench.append('loop.log', 'one\n');
    bench.append('folder.log/inside', 'two\n');

    await until(
      () => bench.texts().length >= 2,
      () => bench.texts(),
    );
    expect(bench.texts().toSorted()).toEqual(['one', 'two']);
  });

  it('counts lines that were cut and tells of them', async () => {
    bench.append('a.log', '');
    const collector = await bench.start([localfile(bench.path('a.log'))]);
    bench.append('a.log', `${'x'.repeat(300_000)}\nshort\n`);

    await until(() => bench.texts().length >= 2);

    expect(bench.texts().map(({ length }) => length)).toEqual([65_536, 5]);
    expect(collector.sources()).toMatchObject([{ records: 2, bytes: 300_007, cutLines: 1 }]);
    expect(bench.records[1]?.origin).toMatchObject({ from: 300_001, to: 300_007 });
    await until(() => bench.notices().length > 0);
    const source = `file:${bench.path('a.log')}`;
    expect(bench.notices()).toEqual([
      `ossec: Lines cut: 1 of '${source}' were longer than 65536 bytes.`,
    ]);
    expect(bench.logged).toContain(`1 lines of ${source} were too long and lost their end`);
  });
});

describe('records of several lines', () => {
  const audit = (type: string): string => `type=${type} msg=audit(1.2:3): x\n`;

  it('are given when the file is quiet', async () => {
    bench.append('a.log', '');
    await bench.start([localfile(bench.path('a.log'), 'audit')]);
    bench.append('a.log', audit('A') + audit('B'));

    await until(() => bench.texts().length > 0);

    expect(bench.texts()).toEqual([`${audit('A')}${audit('B')}`.trimEnd().replace('\n', ' ')]);
  });

  it('that are not complete are read again after a restart', async () => {
    bench.append('a.log', '');
    const log = [localfile(bench.path('a.log'), 'multi-line: 3')];
    const first = await bench.start(log);
    bench.append('a.log', '1\n2\n3\n4\n5\n');
    await until(() => bench.texts().length > 0);
    await first.stop();
    bench.append('a.log', '6\n');

    await bench.start(log);

    await until(() => bench.texts().length >= 2);
    expect(bench.texts()).toEqual(['1 2 3', '4 5 6']);
  });
});

describe('names that change', () => {
  it('a pattern finds files that appear, in folders that appear', async () => {
    const collector = await bench.start([localfile(bench.path('*/x?.log'))]);
    expect(collector.sources()).toMatchObject([
      { id: `file:${bench.path('*/x?.log')}`, state: 'waiting', reason: 'no file has such a name' },
    ]);
    mkdirSync(bench.path('one'));
    bench.append('one/x1.log', 'one\n');
    await until(() => bench.texts().length > 0);
    bench.append('one/x2.log', 'two\n');
    bench.append('one/y.log', 'no\n');
    bench.append('one/x1.log', 'three\n');

    await until(
      () => bench.texts().length >= 3,
      () => bench.texts(),
    );

    expect(bench.texts().toSorted()).toEqual(['one', 'three', 'two']);
  });

  it('a date moves on, and the old file is read to its end', async () => {
    let now = new Date(2026, 10, 24, 23, 59).getTime();
    bench.append('a-24.log', 'old\n');
    const log = [localfile(bench.path('a-%d.log'))];
    const options = { clock: () => now, timing: { lingerMs: 300 } };
    const first = await bench.start(log, options);
    bench.append('a-24.log', 'one\n');
    await until(() => bench.texts().length > 0);

    now += 120_000;
    bench.append('a-24.log', 'two\nthree');
    bench.append('a-25.log', 'four\n');
    await until(
      () => bench.texts().length >= 4,
      () => bench.texts(),
    );
    expect(bench.texts().toSorted()).toEqual(['four', 'one', 'three', 'two']);
    await until(() => first.sources().length === 1);
    await first.stop();

    bench.append('a-25.log', 'five\n');
    bench.append('a-26.log', 'six\n');
    bench.append('a-27.log', 'seven\n');
    now += 2 * 86_400_000;
    await bench.start(log, options);

    await until(
      () => bench.texts().length >= 7,
      () => bench.texts(),
    );
    expect(bench.texts().slice(4).toSorted()).toEqual(['five', 'seven', 'six']);
  });

  it('a location that is new starts at the end of its file, one that is known does not', async () => {
    bench.append('a.log', 'old\n');
    bench.append('b.log', 'old\n');
    await (await bench.start([localfile(bench.path('a.log'))])).stop();
    bench.append('a.log', 'one\n');

    await bench.start([localfile(bench.path('a.log')), localfile(bench.path('b.log'))]);
    bench.append('b.log', 'two\n');

    await until(() => bench.texts().length >= 2);
    expect(bench.texts()).toEqual(['one', 'two']);
  });

  it('only future events are read where that is wanted', async () => {
    const log = [localfile(bench.path('a.log'), 'syslog', { onlyFutureEvents: true })];
    bench.append('a.log', '');
    await (await bench.start(log)).stop();
    bench.append('a.log', 'meanwhile\n');

    await bench.start(log);
    bench.append('a.log', 'one\n');

    await until(() => bench.texts().length > 0);
    expect(bench.texts()).toEqual(['one']);
  });
});

it('goes on from the ends when the positions are damaged', async () => {
  bench.append('a.log', '');
  const log = [localfile(bench.path('a.log'))];
  await (await bench.start(log)).stop();
  bench.append('a.log', 'unknown\n');
  writeFileSync(bench.path('.positions.json'), '{');

  await bench.start(log);
  bench.append('a.log', 'one\n');

  await until(() => bench.texts().length > 0);
  expect(bench.texts()).toEqual(['one']);
});
