import { appendFileSync, copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Buffer } from 'node:buffer';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeBatch } from '../wire/index.ts';
import type { Analysis } from './analysis.ts';
import { logFiles, newHome, noonMs, openHome, removeHome } from './testing/homes.ts';

const batchCount = 60;
const batchRecords = 7;
const homes: string[] = [];

async function home(): Promise<string> {
  const path = await newHome();
  homes.push(path);
  return path;
}

afterAll(async () => {
  for (const path of homes) await removeHome(path);
});

/** A generator of numbers below `max`; the same for the same seed. */
function random(seed: number): (max: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (max) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * max);
  };
}

/** Batch `i` is the same bytes whenever it is sent; one position in 20 batches is missing. */
function batch(i: number): Buffer {
  const base = i * batchRecords + Math.floor(i / 20);
  const records = Array.from({ length: batchRecords }, (_, k) => ({
    queue: '1',
    location: '/var/log/x',
    text: `record ${i}.${k} \xff`,
    origin: { agent: '000', source: 'file:/x', stream: 'a', from: base + k, to: base + k + 1 },
  }));
  return encodeBatch(records);
}

/** Twenty minutes a batch: the run crosses midnight. */
function timeOf(i: number): number {
  return noonMs + i * 1_200_000;
}

/** Sends from `first` on; answers through `acknowledged` which batches are safe. */
async function produce(analysis: Analysis, first: number, acknowledged: (next: number) => void) {
  for (let i = first; i < batchCount; i++) {
    await analysis.journal.append(batch(i), timeOf(i));
    acknowledged(i + 1);
    await nextTurn();
  }
}

async function caughtUp({ pipeline, journal }: Analysis): Promise<void> {
  await vi.waitFor(() => expect(pipeline.cursor).toBe(journal.end), {
    timeout: 30_000,
    interval: 2,
  });
}

/** Files that are renamed meanwhile are left out, as they would be a moment later. */
function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target);
    if (!entry.isFile()) continue;
    try {
      copyFileSync(source, target);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('ENOENT')) throw error;
    }
  }
}

/** What a SIGKILL now would leave: the files as they are, whatever is half done. */
function imageOf(from: string, to: string, chance: (max: number) => number): void {
  copyTree(from, to);
  const segment = readdirSync(join(to, 'queue', 'journal')).findLast((name) =>
    name.endsWith('seg'),
  );
  const torn = 'torn'.repeat(chance(20));
  if (segment !== undefined) appendFileSync(join(to, 'queue', 'journal', segment), torn);
  const files = readdirSync(join(to, 'logs', 'alerts'), { recursive: true, encoding: 'utf8' });
  const newest = files.sort().findLast((name) => /ossec-alerts-\d\d\.log$/.test(name));
  // To an empty file nothing was ever written: its positions may not be in a snapshot yet.
  const path = newest === undefined ? '' : join(to, 'logs', 'alerts', newest);
  if (path !== '' && statSync(path).size > 0) appendFileSync(path, torn);
}

async function uninterrupted(): Promise<Record<string, string>> {
  const path = await home();
  const { analysis } = await openHome(path);
  await produce(analysis, 0, () => undefined);
  await caughtUp(analysis);
  await analysis.stop();
  return await logFiles(path);
}

/** Runs until everything is analysed, with a kill at a random moment of each life. */
async function interrupted(seed: number): Promise<Record<string, string>> {
  const chance = random(seed);
  let path = await home();
  let acknowledged = 0;
  for (let life = 0; life < 4; life++) {
    const { analysis } = await openHome(path, { snapshotMs: 1 + chance(30) });
    const producing = produce(analysis, acknowledged, (next) => (acknowledged = next));
    await (chance(2) === 0 ? delay(chance(40)) : nextTurn());
    const killed = await home();
    const before = acknowledged;
    imageOf(path, killed, chance);
    await producing;
    await analysis.stop();
    // What was acknowledged after the kill never happened. The sender may also have missed acks.
    acknowledged = Math.max(0, before - chance(3));
    path = killed;
  }
  const { analysis } = await openHome(path);
  await produce(analysis, acknowledged, () => undefined);
  await caughtUp(analysis);
  expect(analysis.ledger.totals).toMatchObject({ analysed: batchCount * batchRecords, gaps: 2 });
  await analysis.stop();
  return await logFiles(path);
}

describe('kills at random moments', () => {
  let expected: Record<string, string> = {};
  beforeAll(async () => {
    expected = await uninterrupted();
  });

  it('are compared with a run that alerts on two days', () => {
    const alerts = Object.keys(expected).filter((name) => /ossec-alerts-\d\d\.log$/.test(name));

    expect(alerts).toHaveLength(2);
    expect(
      Object.values(expected)
        .join('')
        .match(/Records lost/g)?.length,
    ).toBeGreaterThan(2);
  });

  it.each(Array.from({ length: 24 }, (_, i) => i + 1))(
    'leave every output file as it would be without them, seed %i',
    async (seed) => {
      expect(await interrupted(seed)).toEqual(expected);
    },
  );
});
