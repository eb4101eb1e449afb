import { Buffer } from 'node:buffer';
import { mkdir, readFile, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogRecord, Verdict } from '../engine/contract.ts';
import { encodeBatch } from '../wire/index.ts';
import type { Analysis } from './analysis.ts';
import { FakeEngine } from './testing/fake-engine.ts';
import type { OpenedHome } from './testing/homes.ts';
import { logFiles, newHome, noonMs, openHome, removeHome } from './testing/homes.ts';

let home = '';
let opened: OpenedHome | undefined;

beforeEach(async () => {
  home = await newHome();
});

afterEach(async () => {
  await stop();
  await removeHome(home);
});

async function start(options: Parameters<typeof openHome>[1] = {}): Promise<Analysis> {
  opened = await openHome(home, options);
  return opened.analysis;
}

async function stop(): Promise<void> {
  await opened?.analysis.stop();
  opened = undefined;
}

function batch(i: number, bytes = 100): Buffer {
  const record = {
    queue: '1',
    location: '/x',
    text: `record ${i} ${'x'.repeat(bytes)}`,
    origin: { agent: '000', source: 'file:/x', stream: 's', from: i, to: i + 1 },
  };
  return encodeBatch([record]);
}

async function caughtUp({ pipeline, journal }: Analysis): Promise<void> {
  await expect.poll(() => pipeline.cursor).toBe(journal.end);
}

async function snapshotTime(): Promise<number> {
  return (await stat(join(home, 'queue', 'journal', 'analysis.snapshot'))).mtimeMs;
}

/** How long nothing was saved. */
async function quietMs(): Promise<number> {
  return Date.now() - (await snapshotTime());
}

describe('snapshots', () => {
  it('follow progress, and end when there is none', async () => {
    const analysis = await start({ snapshotMs: 20 });
    await analysis.journal.append(batch(0), noonMs);
    await caughtUp(analysis);
    await expect.poll(quietMs).toBeGreaterThan(400);
    const saved = await snapshotTime();
    await analysis.journal.append(batch(1), noonMs);

    await expect.poll(snapshotTime).toBeGreaterThan(saved);
  });

  it('let a small journal go on for ever', async () => {
    const analysis = await start({ snapshotMs: 5, journalBytesMax: 40_000 });
    for (let i = 0; i < 120; i++) await analysis.journal.append(batch(i, 2000), noonMs);
    await caughtUp(analysis);

    expect(analysis.ledger.totals).toMatchObject({ analysed: 120, gaps: 0, journalGaps: 0 });
    const { journal } = analysis;
    expect(journal.end - journal.begin).toBeLessThanOrEqual(40_000 + 10_000);
  });

  it('free the journal also when its bound was reached in one go', async () => {
    const analysis = await start({ snapshotMs: 5, journalBytesMax: 40_000 });
    const appends = Array.from({ length: 100 }, (_, i) =>
      analysis.journal.append(batch(i, 2000), noonMs),
    );
    await Promise.all(appends);
    await caughtUp(analysis);

    expect(analysis.ledger.totals.analysed).toBe(100);
  });
});

describe('stopping', () => {
  it('saves what was done: the next start replays nothing', async () => {
    const analysis = await start({ snapshotMs: 60_000 });
    await analysis.journal.append(batch(0), noonMs);
    await caughtUp(analysis);
    const { cursor } = analysis.pipeline;
    await stop();
    const again = await start();

    expect(again.pipeline.cursor).toBe(cursor);
    expect(again.ledger.totals.analysed).toBe(1);
  });

  it('does not wait for a disk that refuses, and the next start makes up for it', async () => {
    const clean = await newHome();
    const model = await openHome(clean);
    for (let i = 0; i < 30; i++) await model.analysis.journal.append(batch(i), noonMs);
    await caughtUp(model.analysis);
    await model.analysis.stop();
    const expected = await logFiles(clean);
    await removeHome(clean);

    const analysis = await start({ snapshotMs: 5 });
    // A folder where the next snapshot wants to be written.
    const path = join(home, 'queue', 'journal', 'analysis.snapshot.new');
    await mkdir(path);
    for (let i = 0; i < 30; i++) await analysis.journal.append(batch(i), noonMs);
    await expect.poll(() => analysis.disk.stalled).toBe(true);
    // The disk goes on refusing: who waited for it would never come back.
    await stop();
    await rmdir(path);
    const again = await start();
    await caughtUp(again);
    await stop();

    expect(await logFiles(home)).toEqual(expected);
  });

  it('ends after the entry under way, however much waits', async () => {
    let stopping: Promise<void> | undefined;
    class StoppingEngine extends FakeEngine {
      override process(record: LogRecord): Verdict | undefined {
        stopping ??= opened?.analysis.pipeline.stop();
        return super.process(record);
      }
    }
    const analysis = await start({ engine: new StoppingEngine() });
    const many = Array.from({ length: 2000 }, (_, i) => analysis.journal.append(batch(i), noonMs));
    await Promise.allSettled(many);
    await expect.poll(() => stopping !== undefined).toBe(true);
    await stopping;
    const { analysed } = analysis.ledger.totals;
    await stop();
    const again = await start();
    await caughtUp(again);

    expect(analysed).toBe(1);
    expect(again.ledger.totals).toMatchObject({ analysed: 2000, gaps: 0, duplicates: 0 });
  });
});

describe('an engine that fails', () => {
  /** Our own mistake in the middle of a batch. */
  class BrokenEngine extends FakeEngine {
    override process(record: Parameters<FakeEngine['process']>[0]) {
      if (record.text.startsWith('record 2 ')) throw new RangeError('a defect');
      return super.process(record);
    }
  }

  it('ends the run, and leaves nothing half done in the state', async () => {
    const analysis = await start({ engine: new BrokenEngine(), snapshotMs: 1 });
    for (let i = 0; i < 2; i++) await analysis.journal.append(batch(i), noonMs);
    await caughtUp(analysis);
    await analysis.journal.append(batch(2), noonMs);
    await expect(analysis.finished).rejects.toThrow('a defect');
    await delay(20);
    await stop().catch(() => undefined);
    opened = undefined;
    const again = await start();
    await caughtUp(again);

    expect(again.ledger.totals).toMatchObject({ analysed: 3, duplicates: 0, gaps: 0 });
    const archive = await readFile(join(home, 'logs', 'archives', 'archives.log'), 'latin1');
    expect(archive.match(/record \d/g)).toEqual(['record 0', 'record 1', 'record 2']);
  });
});
