// Run by full-disk.test.ts in a mount namespace of its own: argv[2] is a small, empty file system.
// Prints one line of JSON. Fills the disk, feeds records, makes room again.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeBatch } from '../../wire/index.ts';
import type { Analysis } from '../analysis.ts';
import { logFiles, noonMs, openHome } from './homes.ts';

const [, , folder = ''] = process.argv;
const home = join(folder, 'home');
const ballast = join(folder, 'ballast');

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('nothing happened for 40 s');
    await delay(5);
  }
}

/** Takes all the room there is, to the last byte. */
async function fill(): Promise<void> {
  let size = 1 << 20;
  while (size >= 1) {
    try {
      await writeFile(ballast, Buffer.alloc(size), { flag: 'a' });
    } catch {
      size >>= 1;
    }
  }
}

function batch(i: number): Buffer {
  const record = {
    queue: '1',
    location: '/x',
    text: `record ${i} ${'x'.repeat(2000)}`,
    origin: { agent: '000', source: 'file:/x', stream: 's', from: i, to: i + 1 },
  };
  return encodeBatch([record]);
}

async function feed({ journal }: Analysis, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) await journal.append(batch(i), noonMs);
}

async function caughtUp({ pipeline, journal }: Analysis): Promise<void> {
  await until(() => pipeline.cursor === journal.end);
}

/** A journal that is not on the full disk: what stalls is the output alone. */
async function run(): Promise<unknown> {
  const { analysis, logged } = await openHome(home);
  await feed(analysis, 0, 30);
  await caughtUp(analysis);
  await fill();
  const feeding = feed(analysis, 30, 300);
  await until(() => logged.some((line) => line.startsWith('ERROR')));
  const stalledAt = analysis.ledger.totals.analysed;
  await rm(ballast);
  await feeding;
  await until(() => logged.some((line) => /again/.test(line)));
  await caughtUp(analysis);
  await until(() => analysis.ledger.totals.analysed >= 300);
  await analysis.stop();
  const files = await logFiles(home);
  const alerts = files['alerts/alerts.log']?.match(/^record \d+ /gm) ?? [];
  return { logged, stalledAt, totals: analysis.ledger.totals, alerts: alerts.length };
}

process.stdout.write(`${JSON.stringify(await run())}\n`);
