import { appendFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectTiming } from '../contract.ts';
import { Bench, localfile, until } from '../testing/bench.ts';

// Through a whole collector, because what matters is what comes out at which time.
let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  bench.append('a.log', '');
});
afterEach(async () => {
  await bench.close();
});

async function start(timing: Partial<CollectTiming>): Promise<void> {
  const times = {
    idleFlushMs: 60,
    rotatedIdleMs: 60,
    lingerMs: 60_000,
    saveEveryMs: 20,
    ...timing,
  };
  await bench.start([localfile(bench.path('a.log'))], { timing: times });
  bench.append('a.log', 'one\n');
  await until(() => bench.texts().length === 1);
}

function rotate(): void {
  renameSync(bench.path('a.log'), bench.path('a.log.1'));
  bench.append('a.log', 'new\n');
}

const texts = (): string => bench.texts().join(' ');

describe('a file that lost its path', () => {
  it('is read on as long as its writer may not have noticed', async () => {
    await start({});
    rotate();
    await until(() => bench.texts().length === 2);

    for (const line of ['two', 'three']) {
      appendFileSync(bench.path('a.log.1'), `${line}\n`);
      await until(() => bench.texts().includes(line), texts);
    }

    expect(texts()).toBe('one new two three');
    const late = bench.records.filter(({ text }) => text !== 'new' && !text.startsWith('ossec'));
    expect(late.map(({ origin }) => [origin.from, origin.to])).toEqual([
      [0, 4],
      [4, 8],
      [8, 14],
    ]);
  });

  it('gives its last line without newline when it has been quiet', async () => {
    await start({});
    appendFileSync(bench.path('a.log'), 'part');
    rotate();

    await until(() => bench.texts().includes('part'), texts);
  });

  it('waits for the rest of its last line while that may come', async () => {
    await start({ rotatedIdleMs: 60_000 });
    appendFileSync(bench.path('a.log'), 'par');
    rotate();
    await until(() => bench.texts().includes('new'), texts);

    appendFileSync(bench.path('a.log.1'), 'tial\n');

    await until(() => bench.texts().includes('partial'), texts);
    expect(texts()).not.toContain('par ');
  });

  it('is let go of after a while, and is not read again then', async () => {
    await start({ lingerMs: 100 });
    rotate();
    await until(() => bench.texts().length === 2);
    await until(() => !bench.holdsOpen('a.log.1'));

    appendFileSync(bench.path('a.log.1'), 'too late\n');
    bench.append('a.log', 'three\n');
    await until(() => bench.texts().includes('three'), texts);

    expect(texts()).toBe('one new three');
  });

  it('is let go of when it is emptied or deleted', async () => {
    await start({});
    rotate();
    await until(() => bench.texts().length === 2);
    truncateSync(bench.path('a.log.1'));
    rmSync(bench.path('a.log.1'));
    bench.append('a.log', 'three\n');

    await until(() => bench.texts().includes('three'), texts);
    expect(texts()).toBe('one new three');
  });

  it('is found again after a restart, with what was written late', async () => {
    const timing = { rotatedIdleMs: 60, lingerMs: 60_000, saveEveryMs: 20 };
    const log = [localfile(bench.path('a.log'))];
    const first = await bench.start(log, { timing });
    bench.append('a.log', 'one\n');
    await until(() => bench.texts().length === 1);
    rotate();
    await until(() => bench.texts().length === 2);
    await first.stop();
    appendFileSync(bench.path('a.log.1'), 'late\n');
    bench.append('a.log', 'three\n');

    await bench.start(log, { timing });

    await until(() => bench.texts().length === 4, texts);
    expect(texts()).toBe('one new late three');
  });
});
