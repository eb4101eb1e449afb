import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeBatch, type IngestRecord } from '../../wire/index.ts';
import { noPositions, Spool, spoolLag, SpoolReader, type SpoolEntry } from './index.ts';
import { laneOf } from './lanes.ts';
import { parseSpoolState } from './spool-state.ts';

let folder = '';
let told: string[] = [];
const opened: Spool[] = [];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'tocsin-spool-')), 'spool');
  told = [];
});

afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close();
});

const tell = (text: string): void => {
  told.push(text);
};

async function open(bytesMax = 64 * 2 ** 20): Promise<Spool> {
  const log = { info: tell, warn: tell, error: tell };
  const spool = await Spool.open({ folder, bytesMax, clock: () => 1000, log });
  opened.push(spool);
  return spool;
}

async function reopen(): Promise<Spool> {
  await opened.pop()?.close();
  return open();
}

function log(text: string, queue = '1'): IngestRecord {
  const origin = { agent: '000', source: 'file:/x', stream: 's', from: 0, to: 1 };
  return { queue, location: '/x', text, origin };
}

function textsOf({ bytes }: SpoolEntry): readonly string[] {
  const batch = decodeBatch(bytes);
  return batch.kind === 'batch' ? batch.records.map(({ text }) => text) : [];
}

/** Everything that waits, each entry as `lane text,text`. */
async function waiting(spool: Spool, from = spool.confirmed): Promise<readonly string[]> {
  const reader = new SpoolReader(spool, from);
  const found: string[] = [];
  const ends = { reports: spool.journal('reports').end, logs: spool.journal('logs').end };
  const seen = { reports: Math.max(from[0], 0), logs: Math.max(from[1], 0) };
  while (seen.reports < ends.reports || seen.logs < ends.logs) {
    await reader.wait(5000);
    const entry = reader.take();
    if (entry === undefined) throw new Error('nothing came within five seconds');
    seen[entry.lane] = entry.next;
    found.push(`${entry.lane} ${textsOf(entry).join(',')}`);
  }
  reader.close();
  return found;
}

describe('laneOf', () => {
  it.each([
    ['1', 'file:/x', 'logs'],
    ['8', 'syscheck', 'reports'],
    ['9', 'rootcheck', 'reports'],
    ['3', 'file:/x', 'reports'],
    ['1', 'agent', 'reports'],
    ['1', undefined, 'logs'],
  ])('puts queue %s of %s into %s', (queue, source, lane) => {
    expect(laneOf({ queue, origin: source === undefined ? undefined : { source } })).toBe(lane);
  });
});

describe('a spool', () => {
  it('holds records until they are confirmed, over restarts', async () => {
    const first = await open();
    await first.deliver([log('a'), log('b')]);
    await first.deliver([log('c')]);
    const { id } = first;

    const second = await reopen();
    expect(second.id).toBe(id);
    expect(await waiting(second)).toEqual(['logs a,b', 'logs c']);

    const reader = new SpoolReader(second, noPositions);
    await reader.wait(5000);
    second.confirm('logs', reader.take()?.next ?? 0);
    second.confirm('logs', 1);
    reader.close();
    const third = await reopen();
    expect(await waiting(third)).toEqual(['logs c']);
    expect(third.status.waitingBytes).toBeGreaterThan(0);
  });

  it('gives reports first', async () => {
    const spool = await open();
    await spool.deliver([log('a'), log('sum', '8'), log('b')]);
    await spool.report('ossec: something');

    const found = await waiting(spool);

    expect(found.toSorted()).toEqual(['logs a,b', 'reports ossec: something', 'reports sum']);
  });

  it('drops the oldest logs when it is full, counts and reports them, and keeps reports', async () => {
    const spool = await open(4 * 2 ** 20);
    await spool.deliver([log('a sum', '8')]);
    const batches = 120;
    for (let i = 0; i < batches; i++) await spool.deliver([log(`${i} `.padEnd(60_000, 'x'))]);

    await expect.poll(() => spool.status.lost).toBeGreaterThan(0);
    const found = await waiting(spool);
    const { lost } = spool.status;
    const logs = found.filter((text) => text.startsWith('logs'));

    expect(logs).toHaveLength(batches - lost);
    expect(logs[0]).toMatch(new RegExp(`^logs ${lost} `));
    expect(found).toContain('reports a sum');
    const reports = found.filter((text) => text.includes('Agent spool is full'));
    const counted = reports.map((text) => Number(/full: (\d+) records of logs/.exec(text)?.[1]));
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(lost);
    expect(told.filter((text) => text.includes('spool is full'))).toHaveLength(reports.length);
    expect((await reopen()).status.lost).toBe(lost);
  });

  it('counts nothing as lost that a server has', async () => {
    const spool = await open(4 * 2 ** 20);
    for (let i = 0; i < 120; i++) {
      await spool.deliver([log('x'.repeat(60_000))]);
      spool.confirm('logs', spool.journal('logs').end);
    }

    expect(spool.status).toMatchObject({ waitingBytes: 0, lost: 0, lagSeconds: 0 });
  });

  it('sends all again under another name when its state is lost', async () => {
    const first = await open();
    await first.deliver([log('a')]);
    first.confirm('logs', first.journal('logs').end);
    const { id } = first;
    await opened.pop()?.close();
    writeFileSync(join(folder, 'state.json'), '{"id":1}');

    const second = await open();

    expect(second.id).not.toBe(id);
    expect(await waiting(second)).toEqual(['logs a']);
  });

  it('passes over what a crash left half written', async () => {
    const first = await open();
    await first.deliver([log('a')]);
    await opened.pop()?.close();
    appendFileSync(join(folder, 'logs', '0000000000000000.seg'), 'torn');

    const second = await open();
    await second.deliver([log('b')]);

    expect(await waiting(second)).toEqual(['logs a', 'logs b']);
  });

  it('remembers how far each source is, over restarts', async () => {
    const first = await open();
    await first.deliver([log('a'), log('b')]);
    await first.report('ossec: x');
    const second = await reopen();
    await second.deliver([log('c')]);

    expect(second.status.sources).toMatchObject([
      { source: 'agent', position: 1, records: 1 },
      { source: 'file:/x', stream: 's', position: 1, records: 3 },
    ]);
  });

  it('rejects what comes when it is closed', async () => {
    const spool = await open();
    await opened.pop()?.close();

    await expect(spool.deliver([log('a')])).rejects.toMatchObject({ code: 'JOURNAL_CLOSED' });
  });

  it('writes its state beside its segments', async () => {
    const spool = await open();
    await spool.deliver([log('a')]);
    spool.confirm('logs', 77);
    await opened.pop()?.close();

    const state = parseSpoolState(readFileSync(join(folder, 'state.json'), 'latin1'));
    const reach = [{ source: 'file:/x', stream: 's', position: 1, records: 1 }];
    expect(state).toEqual({ id: spool.id, confirmed: [0, 77], lost: 0, reach });
  });
});

describe('parseSpoolState', () => {
  const reach = [{ source: 'a', stream: 'b', position: 4, records: 5 }];
  const good = { id: '0123456789abcdef', confirmed: [1, 2], lost: 3, reach };

  it.each([
    ['', undefined],
    ['null', undefined],
    ['[]', undefined],
    [JSON.stringify(good), good],
    [JSON.stringify({ ...good, id: 'x' }), undefined],
    [JSON.stringify({ ...good, lost: -1 }), undefined],
    [JSON.stringify({ ...good, confirmed: [1] }), undefined],
    [JSON.stringify({ ...good, confirmed: [1, 2.5] }), undefined],
    [JSON.stringify({ ...good, more: 1 }), good],
    [JSON.stringify({ ...good, reach: undefined }), { ...good, reach: [] }],
    [JSON.stringify({ ...good, reach: 'x' }), undefined],
    [JSON.stringify({ ...good, reach: [1, null, {}, ...reach] }), good],
  ])('reads %s', (text, expected) => {
    expect(parseSpoolState(text)).toEqual(expected);
  });
});

describe('spoolLag', () => {
  it('is the age of the oldest record that no server has', async () => {
    const spool = await open();
    expect(await spoolLag(spool, 9000)).toBe(0);
    await spool.deliver([log('one')]);
    expect(await spoolLag(spool, 9000)).toBe(8000);
    await spool.deliver([log('sums', '8')]);
    spool.confirm('logs', spool.journal('logs').end);
    expect(await spoolLag(spool, 5000)).toBe(4000);
    spool.confirm('reports', spool.journal('reports').end);

    expect(await spoolLag(spool, 9000)).toBe(0);
  });

  it('is known again after a restart', async () => {
    await (await open()).deliver([log('one')]);

    expect(await spoolLag(await reopen(), 3000)).toBe(2000);
  });
});
