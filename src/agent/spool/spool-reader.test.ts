import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noPositions, Spool, SpoolReader } from './index.ts';

let spool: Spool;
let reader: SpoolReader;

beforeEach(async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'tocsin-reader-')), 'spool');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  spool = await Spool.open({ folder, bytesMax: 2 ** 26, clock: () => 1, log });
  reader = new SpoolReader(spool, noPositions);
});

afterEach(async () => {
  reader.close();
  await spool.close();
});

async function deliver(bytes: number, queue = '1'): Promise<void> {
  const origin = { agent: '000', source: 'file:/x', stream: 's', from: 0, to: 1 };
  await spool.deliver([{ queue, location: '/x', text: 'x'.repeat(bytes), origin }]);
}

/** Once the reader has read all ahead that there is. */
async function settled(): Promise<void> {
  const ends = (): number => spool.journal('logs').end;
  let seen = -1;
  await expect
    .poll(() => {
      const same = seen === ends() && reader.hasMore;
      seen = ends();
      return same;
    })
    .toBe(true);
}

it('takes what fits together, and one that fits nowhere', async () => {
  for (const bytes of [300, 300, 300, 5000, 10]) await deliver(bytes);
  await settled();

  const sizes = [reader.takeMany(900), reader.takeMany(900), reader.takeMany(900)].map(
    (entries) => entries.length,
  );
  expect(sizes).toEqual([2, 1, 1]);
  expect(reader.takeMany(900)).toHaveLength(1);
  expect(reader.takeMany(900)).toEqual([]);
});

it('never mixes lanes, and gives entries that follow each other', async () => {
  await deliver(10);
  await deliver(10, '8');
  await deliver(10);
  await settled();
  const first = reader.takeMany(10_000);
  const second = reader.takeMany(10_000);

  expect(first.map(({ lane }) => lane)).toEqual(['reports']);
  expect(second.map(({ lane }) => lane)).toEqual(['logs', 'logs']);
  expect(second[0]?.next).toBe(second[1]?.from);
});

it('wakes for what comes, and for whoever says so', async () => {
  const waiting = reader.wait(60_000);
  await deliver(10);
  await waiting;
  expect(reader.take()).toBeDefined();
  const pausing = reader.pause(60_000);
  reader.wake();
  await pausing;
  await reader.wait(1);
  reader.close();
  await reader.wait(60_000);
});
