import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildEngine, defaultEngineOptions } from '../engine/index.ts';
import type { IngestRecord } from '../wire/index.ts';
import { encodeBatch } from '../wire/index.ts';
import { AlertFeed } from './alert-feed.ts';
import type { Analysis } from './analysis.ts';
import { FakeEngine } from './testing/fake-engine.ts';
import type { OpenedHome } from './testing/homes.ts';
import { allOutputs, logFiles, newHome, noonMs, openHome, removeHome } from './testing/homes.ts';

let home = '';
let opened: OpenedHome | undefined;

beforeEach(async () => {
  home = await newHome();
});

afterEach(async () => {
  await opened?.analysis.stop();
  opened = undefined;
  await removeHome(home);
});

async function start(options: Parameters<typeof openHome>[1] = {}): Promise<OpenedHome> {
  opened = await openHome(home, options);
  return opened;
}

async function stop(): Promise<void> {
  await opened?.analysis.stop();
  opened = undefined;
}

function records(count: number, from = 0, text = 'line'): IngestRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    queue: '1',
    location: '/var/log/x',
    text: `${text} ${from + i}`,
    origin: { agent: '000', source: 'file:/x', stream: 's', from: from + i, to: from + i + 1 },
  }));
}

async function feed({ journal, pipeline }: Analysis, batch: IngestRecord[], timeMs = noonMs) {
  await journal.append(encodeBatch(batch), timeMs);
  await expect.poll(() => pipeline.cursor).toBe(journal.end);
}

async function alertTexts(): Promise<readonly string[]> {
  const text = await readFile(join(home, 'logs', 'alerts', 'alerts.log'), 'latin1');
  return text.split(/^(?=\*\* Alert )/m).filter((one) => one !== '');
}

describe('alerts', () => {
  it('are numbered by their place in the alert log, and told as they are written', async () => {
    const { analysis, told } = await start();
    await feed(analysis, records(9));

    const alerts = await alertTexts();
    let place = 0;
    const ids: string[] = [];
    for (const alert of alerts) {
      ids.push(`${noonMs / 1000}.${place}`);
      place += alert.length;
    }
    expect(told).toMatchObject(ids.map((id) => ({ kind: 'alert', id, rule: 100 })));
    expect(alerts.map((alert) => alert.slice(9, alert.indexOf(':')))).toEqual(ids);
    expect(ids).toHaveLength(3);
  });

  it('are in the alert log by the time they are told', async () => {
    const missing: string[] = [];
    const watching = new AlertFeed((message, taken) => {
      const path = join(home, 'logs', 'alerts', 'alerts.log');
      if (message.kind === 'alert' && !readFileSync(path, 'latin1').includes(message.id)) {
        missing.push(message.id);
      }
      told += message.kind === 'alert' ? 1 : 0;
      taken();
    });
    let told = 0;
    const { analysis } = await start({ feed: watching });
    for (let i = 0; i < 20; i++) await feed(analysis, records(9, i * 9));

    expect({ told, missing }).toEqual({ told: 60, missing: [] });
  });

  it('come once, however often a record is sent', async () => {
    const { analysis } = await start();
    await feed(analysis, records(6));
    await feed(analysis, records(6));
    await stop();
    const { analysis: second } = await start();
    await feed(second, records(9));

    expect(await alertTexts()).toHaveLength(3);
    expect(second.ledger.totals).toMatchObject({ received: 21, analysed: 9, duplicates: 12 });
  });

  it('tell gaps of a source, of the journal, and records that are none', async () => {
    const { analysis } = await start();
    await feed(analysis, records(1));
    await feed(analysis, records(1, 5));
    const [one] = records(1, 6);
    if (one !== undefined) await feed(analysis, [{ ...one, location: '../x' }]);
    await analysis.journal.append(Buffer.from('no batch'), noonMs);
    await feed(analysis, records(1, 7));

    expect(analysis.ledger.totals).toMatchObject({
      analysed: 3,
      invalid: 1,
      gaps: 1,
      malformedBatches: 1,
    });
    expect((await alertTexts())[0]).toContain(
      "ossec: Records lost: source 'file:/x' of agent '000' lacks positions 1 to 5 of stream 's'.",
    );
  });
});

describe('days', () => {
  const dayMs = 24 * 3600 * 1000;

  async function alertFiles(): Promise<readonly string[]> {
    const names = Object.keys(await logFiles(home));
    return names.filter((name) => /alerts-\d\d\.log$/.test(name));
  }

  it.each([
    { what: 'a day later', steps: [0, dayMs], files: 2 },
    { what: 'an hour back', steps: [0, -3_600_000], files: 1 },
    { what: 'back over midnight', steps: [0, dayMs, dayMs - 13 * 3_600_000], files: 2 },
    { what: 'to a wrong year and back', steps: [0, 4000 * dayMs, 1000], files: 2 },
  ])('change files with a clock that goes $what', async ({ steps, files }) => {
    const { analysis } = await start();
    let from = 0;
    for (const step of steps) {
      await feed(analysis, records(3, from), noonMs + step);
      from += 3;
    }

    expect(await alertFiles()).toHaveLength(files);
    const all = await logFiles(home);
    const dated = Object.entries(all).filter(([name]) => /alerts-\d\d\.log$/.test(name));
    const text = dated.map(([, content]) => content).join('');
    expect(text.match(/^\*\* Alert /gm)).toHaveLength(steps.length);
  });

  it('leave no empty file behind, and the link on the new one', async () => {
    const { analysis } = await start();
    await feed(analysis, records(2));
    await feed(analysis, records(1, 2), noonMs + dayMs);

    const [only] = await alertFiles();
    expect(await alertFiles()).toHaveLength(1);
    const dated = await stat(join(home, 'logs', only ?? ''));
    expect((await stat(join(home, 'logs', 'alerts', 'alerts.log'))).ino).toBe(dated.ino);
  });
});

describe('reload', () => {
  it('hands the state over and changes outputs between two entries', async () => {
    const { analysis } = await start({ settings: { ...allOutputs, jsonOutput: false } });
    await feed(analysis, records(4));
    await analysis.reload(new FakeEngine(), { ...allOutputs, customAlertOutput: '$FULLLOG' });
    await feed(analysis, records(5, 4));

    const files = await logFiles(home);
    expect(files['alerts/alerts.log']?.split('\n').slice(-3)).toEqual([
      'line 5 after 6',
      'line 8 after 9',
      '',
    ]);
    expect(files['alerts/alerts.json']?.split('\n')).toHaveLength(3);
  });

  it('is kept when the process is started anew', async () => {
    const { analysis } = await start({ settings: { ...allOutputs, logAll: false } });
    await feed(analysis, records(3));
    await analysis.reload(new FakeEngine(), allOutputs);
    await feed(analysis, records(3, 3));
    await stop();
    const { analysis: second } = await start();
    await feed(second, records(3, 6));

    expect((await logFiles(home))['archives/archives.log']?.split('\n')).toHaveLength(7);
  });
});

describe('what was lost or damaged meanwhile', () => {
  it('starts behind what the files hold when the state is gone', async () => {
    const { analysis } = await start();
    await feed(analysis, records(3));
    await stop();
    await rm(join(home, 'queue', 'journal'), { recursive: true });
    const { analysis: second } = await start();
    await feed(second, records(3, 3));

    expect(await alertTexts()).toHaveLength(2);
  });

  it('says so when no state can be read', async () => {
    const { analysis } = await start();
    await feed(analysis, records(3));
    await stop();
    const path = join(home, 'queue', 'journal', 'analysis.snapshot');
    await writeFile(path, 'x');
    await writeFile(`${path}.previous`, 'x');
    const { logged } = await start();

    expect(logged.join('\n')).toMatch(/ERROR State lost: .*analysis\.snapshot and /);
  });

  it('takes the state before when the newest is damaged, and repeats nothing', async () => {
    const { analysis } = await start();
    await feed(analysis, records(6));
    await stop();
    const expected = await logFiles(home);
    await writeFile(join(home, 'queue', 'journal', 'analysis.snapshot'), 'x');
    const { analysis: second, logged } = await start();
    await expect.poll(() => second.pipeline.cursor).toBe(second.journal.end);
    await stop();

    expect(await logFiles(home)).toEqual(expected);
    expect(logged.join('\n')).toMatch(/WARN State taken from /);
  });

  it('goes on when the journal is gone, and its readers with it', async () => {
    const { analysis } = await start();
    await feed(analysis, records(3));
    await stop();
    const folder = join(home, 'queue', 'journal');
    await rm(join(folder, '0000000000000000.seg'));
    const { analysis: second } = await start();
    await feed(second, records(3, 3));

    expect(second.ledger.totals).toMatchObject({ analysed: 6, gaps: 0, journalGaps: 0 });
  });

  it('names what damage of the journal took, and alerts', async () => {
    const { analysis } = await start();
    for (const from of [0, 3, 6]) await feed(analysis, records(3, from));
    await stop();
    const folder = join(home, 'queue', 'journal');
    const segment = join(folder, '0000000000000000.seg');
    const bytes = await readFile(segment);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(segment, bytes);
    await rm(join(folder, 'analysis.snapshot'));
    await rm(join(folder, 'analysis.snapshot.previous'));
    const { analysis: second } = await start();
    await expect.poll(() => second.pipeline.cursor).toBe(second.journal.end);

    expect(second.ledger.totals).toMatchObject({ analysed: 6, journalGaps: 1, gaps: 1 });
    expect((await alertTexts()).join('')).toMatch(
      /Records lost: the journal is damaged from \d+ to/,
    );
  });

  it('refuses a home that another process serves', async () => {
    await start();

    await expect(openHome(home)).rejects.toThrow(/another process serves/);
  });
});

describe('an unusual number of events', () => {
  it('is written before the event, and survives a restart once', async () => {
    const rules =
      '<group name="t,"><rule id="1" level="0" noalert="1"><category>syslog</category></rule></group>';
    const build = () => {
      const limits = { percent: 100, minDifference: 2, maxDifference: 1000 };
      const { engine } = buildEngine(
        { decoders: [], rules: [{ path: 'r.xml', text: rules }], lists: [] },
        { ...defaultEngineOptions, statistics: { level: 4, limits } },
      );
      if (engine === undefined) throw new Error('the rules do not load');
      return engine;
    };
    await mkdir(join(home, 'stats', 'hourly-average'), { recursive: true });
    await writeFile(join(home, 'stats', 'hourly-average', '24'), '9');
    const { analysis } = await start({ engine: build() });
    await feed(analysis, records(3));
    await stop();
    const { analysis: second } = await start({ engine: build() });
    await feed(second, records(3, 3));

    const alerts = await alertTexts();
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatch(/Rule: 11 \(level 4\).*\nThe average .* is 0\. We reached 3\.\n/);
    const archives = (await logFiles(home))['archives/archives.log'] ?? '';
    expect(archives.split('\n').filter((line) => line !== '')).toHaveLength(7);
    expect(archives.indexOf('The average')).toBeLessThan(archives.indexOf('line 2'));
  });
});
