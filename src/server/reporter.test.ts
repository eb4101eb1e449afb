import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeBatch } from '../wire/index.ts';
import { AlertFeed } from './alert-feed.ts';
import { Ledger } from './ledger/index.ts';
import type { AnalysisMessage, StatsMessage } from './messages.ts';
import { Reporter } from './reporter.ts';
import { ledgerText, SharedFile, stateText } from './state-files.ts';
import { newHome, noonMs, openHome, removeHome } from './testing/homes.ts';
import { TurnTaking } from './turn-taking.ts';

let home = '';

beforeEach(async () => {
  home = await newHome();
});

afterEach(async () => {
  await removeHome(home);
});

function batch(count: number): Buffer {
  return encodeBatch(
    Array.from({ length: count }, (_, i) => ({
      queue: '1',
      location: '/x',
      text: `line ${i}`,
      origin: { agent: '000', source: 'file:/x', stream: 's', from: i, to: i + 1 },
    })),
  );
}

describe('Reporter', () => {
  async function report(stateIntervalSeconds: number) {
    const { analysis } = await openHome(home);
    const told: AnalysisMessage[] = [];
    const feed = new AlertFeed((message, taken) => {
      told.push(message);
      taken();
    });
    const reporter = new Reporter({ home, analysis, feed, stateIntervalSeconds });
    await analysis.journal.append(batch(6), noonMs);
    await analysis.journal.append(batch(3), noonMs);
    await expect.poll(() => analysis.pipeline.cursor).toBe(analysis.journal.end);
    return { analysis, reporter, told };
  }

  it('tells the parent once for each change, and nothing while nothing happens', async () => {
    const { analysis, reporter, told } = await report(5);
    const stats = (): readonly StatsMessage[] => told.filter((one) => one.kind === 'stats');
    const counts = { received: 9, analysed: 6, duplicates: 3, alerts: 2, gaps: 0, sources: 1 };
    await expect
      .poll(() => stats().at(-1))
      .toMatchObject({ ...counts, eventsPerSecond: 0, lagBytes: 0, paused: false });
    const all = stats().map((one) => JSON.stringify(one));
    const rates = stats().map(({ eventsPerSecond }) => eventsPerSecond);
    await reporter.stop();
    await analysis.stop();

    expect(rates.reduce((sum, rate) => sum + rate, 0)).toBe(6);
    expect(all.filter((one, i) => one === all[i - 1])).toEqual([]);
  });

  it('leaves files that tell how it was at the end', async () => {
    const { analysis, reporter } = await report(5);
    await analysis.stop();
    await reporter.stop();

    const state = await readFile(join(home, 'var/run/ossec-analysisd.state'), 'utf8');
    expect(state.split('\n')).toEqual(
      expect.arrayContaining([
        "events_received='9'",
        "events_processed='6'",
        "events_duplicate='3'",
        "alerts_written='2'",
        "outputs_paused='0'",
        "records_faked='6'",
      ]),
    );
    const ledger: unknown = JSON.parse(await readFile(join(home, 'var/run/ledger.json'), 'utf8'));
    expect(ledger).toMatchObject({
      totals: { received: 9 },
      streams: 1,
      sources: [{ agent: '000', source: 'file:/x', analysed: 6, duplicates: 3, position: 6 }],
    });
  });

  it('writes no state file when the interval is 0', async () => {
    const { analysis, reporter } = await report(0);
    await analysis.stop();
    await reporter.stop();

    await expect(stat(join(home, 'var/run/ossec-analysisd.state'))).rejects.toThrow('ENOENT');
    await expect(stat(join(home, 'var/run/ledger.json'))).resolves.toBeDefined();
  });
});

describe('SharedFile', () => {
  it('is replaced only when its text changed', async () => {
    const path = join(home, 'file');
    const file = new SharedFile(path);
    await file.update('one');
    const { ino } = await stat(path);
    await file.update('one');
    expect((await stat(path)).ino).toBe(ino);
    await file.update('two');

    expect(await readFile(path, 'utf8')).toBe('two');
  });

  it('tries again later when it cannot be written', async () => {
    const path = join(home, 'absent', 'file');
    const file = new SharedFile(path);
    await file.update('text');
    await mkdir(join(home, 'absent'));
    await file.update('text');

    expect(await readFile(path, 'utf8')).toBe('text');
  });
});

it('state files are lines that a shell can read', () => {
  expect(stateText({ a: 1, b: 'x' })).toBe("a='1'\nb='x'\n");
});

it('the ledger is JSON with readable names', () => {
  const ledger = new Ledger();
  const origin = { agent: '000', source: Buffer.from('ä').toString('latin1'), stream: 's' };
  ledger.take(ledger.account({ queue: '1', location: '', origin }), 0, 5);

  expect(JSON.parse(ledgerText(ledger))).toMatchObject({ sources: [{ source: 'ä', covered: 5 }] });
});

it('TurnTaking runs one after another, also past a failure', async () => {
  const turns = new TurnTaking();
  const seen: string[] = [];
  const slow = turns.run(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push('slow');
    throw new Error('failed');
  });
  const quick = turns.run(async () => {
    seen.push('quick');
    return Promise.resolve(7);
  });

  await expect(slow).rejects.toThrow('failed');
  expect(await quick).toBe(7);
  expect(seen).toEqual(['slow', 'quick']);
});
