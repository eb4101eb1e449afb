import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ScanOrder } from './scan-messages.ts';
import type { IntegrityRecord } from './syscheck.ts';
import { Syscheck } from './syscheck.ts';
import { checked, newFolder } from './testing/folders.ts';

const running: Syscheck[] = [];

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

function started(
  root: string,
  isShared: boolean,
  deliver?: (records: readonly IntegrityRecord[]) => Promise<void>,
) {
  const records: IntegrityRecord[] = [];
  const failures: unknown[] = [];
  const logs: string[] = [];
  const note = (text: string): void => void logs.push(text);
  const order: ScanOrder = {
    folders: [checked(root, { realtime: true })],
    ignore: [],
    nodiff: [],
    skipNfs: false,
    frequencySeconds: 72_000,
    scanTime: undefined,
    scanDays: undefined,
    scanOnStart: true,
    pace: { files: 0, pauseMs: 0 },
    diffFolder: join(newFolder(), 'diff'),
    pathsFile: join(newFolder(), 'paths'),
  };
  const syscheck = new Syscheck({
    order,
    isShared,
    deliver: deliver ?? (async (some) => void records.push(...some)),
    log: { info: note, warn: note, error: note },
    onFailure: (error) => void failures.push(error),
  });
  running.push(syscheck);
  syscheck.start();
  return { syscheck, records, failures, logs };
}

describe.each([
  ['in a thread of its own', false],
  ['in the thread that it shares', true],
])('integrity checking %s', (_name, isShared) => {
  it('hands on records whose origins touch', async () => {
    const root = newFolder();
    mkdirSync(join(root, 'd'));
    for (let i = 0; i < 700; i++) writeFileSync(join(root, `d/f${i}`), `${i}`);
    const { syscheck, records, failures, logs } = started(root, isShared);
    await expect.poll(() => records.at(-1)?.text, { timeout: 8000 }).toBe('syscheck-db-completed');
    expect(records[0]).toMatchObject({ queue: '9', location: 'rootcheck' });
    expect(records[1]).toMatchObject({ queue: '8', location: 'syscheck' });
    expect(records).toHaveLength(703);
    const [first] = records;
    expect(records.map(({ origin }) => origin)).toEqual(
      records.map((_, from) => ({ ...first?.origin, from, to: from + 1 })),
    );
    await expect.poll(() => syscheck.status).toMatchObject({ files: 700, watched: 2 });
    expect(logs).toHaveLength(1);
    syscheck.scan();
    await expect.poll(() => records.length).toBe(706);
    expect(failures).toEqual([]);
  });

  it('fails where records cannot be handed on', async () => {
    const { failures } = started(newFolder(), isShared, () => Promise.reject(new Error('no room')));
    await expect.poll(() => failures, { timeout: 8000 }).toEqual([new Error('no room')]);
  });

  it('stops at any moment, twice too', async () => {
    const root = newFolder();
    for (let i = 0; i < 3000; i++) writeFileSync(join(root, `f${i}`), '');
    const { syscheck, failures } = started(root, isShared, () => new Promise(() => undefined));
    await syscheck.stop();
    await syscheck.stop();
    expect(failures).toEqual([]);
  });
});
