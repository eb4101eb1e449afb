import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutputPositions, OutputSettings } from './index.ts';
import { dayOf, OutputSet } from './index.ts';
import { sampleTimeMs, sampleVerdict } from './testing/verdicts.ts';

const settings: OutputSettings = {
  jsonOutput: true,
  jsonLayout: 'ossec',
  logAll: true,
  logAllJson: false,
  customAlertOutput: undefined,
  firewallLog: false,
  placesInText: false,
  placesInJson: false,
};
const dayMs = 24 * 3600 * 1000;
const day = dayOf(sampleTimeMs);
let logs = '';

beforeEach(async () => {
  logs = await mkdtemp(join(tmpdir(), 'tocsin-outputs-'));
});

afterEach(async () => {
  await rm(logs, { recursive: true });
});

async function opened(changes: Partial<OutputSettings> = {}, at: Partial<OutputPositions> = {}) {
  const options = { logs, settings: { ...settings, ...changes } };
  return await OutputSet.open(options, { day, bytes: {}, ...at });
}

async function text(name: string): Promise<string> {
  return await readFile(join(logs, name), 'latin1').catch(() => 'no such file');
}

describe('OutputSet', () => {
  it('names an alert after its time and its place in the alert log', async () => {
    const outputs = await opened();
    const first = outputs.write(sampleVerdict());
    const { bytes } = outputs.positions;
    const second = outputs.write(sampleVerdict());
    await outputs.flush();

    expect([first, second]).toEqual(['1700000000.0', `1700000000.${bytes['alert-log']}`]);
    expect(await text('alerts/alerts.log')).toContain(`\n** Alert ${second}: mail `);
    expect(await text('alerts/alerts.json')).toContain(`"id":"${second}"`);
    await outputs.close();
  });

  it('counts places on over flushes and restarts', async () => {
    const first = await opened();
    first.write(sampleVerdict());
    await first.flush();
    first.write(sampleVerdict());
    await first.flush();
    const { positions } = first;
    await first.close();
    const second = await opened({}, positions);
    const id = second.write(sampleVerdict());
    await second.flush();

    expect(id).toBe(`1700000000.${positions.bytes['alert-log']}`);
    expect(second.positions.bytes['alert-log']).toBe((await text('alerts/alerts.log')).length);
    await second.close();
  });

  it('writes an event that is no alert to the archives alone', async () => {
    const outputs = await opened();
    const id = outputs.write(sampleVerdict({}, {}, { alert: false }));
    await outputs.flush();

    expect(id).toBeUndefined();
    expect(await text('alerts/alerts.log')).toBe('');
    expect(await text('archives/archives.log')).toMatch(/Failed password\n$/);
    await outputs.close();
  });

  it.each([
    { changes: { jsonOutput: false }, absent: 'alerts/alerts.json' },
    { changes: { logAll: false }, absent: 'archives/archives.log' },
    { changes: {}, absent: 'archives/archives.json' },
    { changes: {}, absent: 'firewall/firewall.log' },
  ])('makes no $absent unless asked', async ({ changes, absent }) => {
    const outputs = await opened(changes);
    outputs.write(sampleVerdict());
    await outputs.flush();

    expect(await text(absent)).toBe('no such file');
    expect(Object.keys(outputs.positions.bytes)).toContain('alert-log');
    await outputs.close();
  });

  it('puts an output that was off before behind what its file holds', async () => {
    const first = await opened();
    first.write(sampleVerdict());
    await first.flush();
    const { 'alerts-json': json, ...bytes } = first.positions.bytes;
    await first.close();

    const second = await opened({}, { bytes });
    expect(second.positions.bytes['alerts-json']).toBe(json);
    await second.close();
  });

  it('changes all files with the day', async () => {
    const outputs = await opened();
    outputs.write(sampleVerdict());
    await outputs.flush();
    const next = outputs.dayAfter(sampleTimeMs + dayMs);
    expect(next).toBe(dayOf(sampleTimeMs + dayMs));
    await outputs.changeDay(next ?? '');
    outputs.write(sampleVerdict({ timeMs: sampleTimeMs + dayMs }));
    await outputs.flush();

    expect(outputs.positions.day).toBe(next);
    expect(await text('alerts/alerts.log')).toMatch(/^\*\* Alert 1700086400\.0:/);
    expect(await readdir(join(logs, 'alerts'), { recursive: true })).toHaveLength(8);
    await outputs.close();
  });

  it('keeps the files of the day when those of the next cannot be opened', async () => {
    const outputs = await opened({ jsonOutput: false, logAll: false });
    await writeFile(join(logs, 'alerts', '2024'), 'a file in the way');

    await expect(outputs.changeDay('2024-01-01')).rejects.toMatchObject({ code: 'OUTPUT_IO' });
    outputs.write(sampleVerdict());
    await outputs.flush();
    expect(await text('alerts/alerts.log')).toMatch(/^\*\* Alert 1700000000\.0:/);
    await outputs.close();
  });
});
