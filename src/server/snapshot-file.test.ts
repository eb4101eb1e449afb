import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Ledger } from './ledger/index.ts';
import type { AnalysisSnapshot } from './snapshot-file.ts';
import { SnapshotFile } from './snapshot-file.ts';
import { newHome, removeHome } from './testing/homes.ts';

let folder = '';
let file: SnapshotFile;

beforeEach(async () => {
  folder = await newHome();
  file = new SnapshotFile(join(folder, 'state'));
});

afterEach(async () => {
  await removeHome(folder);
});

function snapshot(cursor: number): AnalysisSnapshot {
  return {
    version: 1,
    cursor,
    timeMs: 5,
    outputs: { day: '2023-11-14', bytes: { 'alert-log': 7 } },
    ledger: new Ledger().snapshot(),
    engine: { version: 1, body: new Map([['key', new Float64Array([1, 2])]]) },
  };
}

async function damage(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 0xff;
  await writeFile(path, bytes);
}

it('has nothing at first', async () => {
  expect(await file.load()).toEqual({ kind: 'none' });
});

it('brings back what was saved last', async () => {
  await file.save(snapshot(1));
  await file.save(snapshot(2));

  expect(await file.load()).toEqual({ kind: 'loaded', snapshot: snapshot(2), from: file.path });
});

it.each([0, 9, 20, -1])('takes the one before when byte %i is damaged', async (at) => {
  await file.save(snapshot(1));
  await file.save(snapshot(2));
  await damage(file.path, at);

  expect(await file.load()).toMatchObject({
    snapshot: { cursor: 1 },
    from: file.previousPath,
  });
});

it('does so too when the newest is empty or missing', async () => {
  await file.save(snapshot(1));
  await file.save(snapshot(2));
  await writeFile(file.path, '');

  expect(await file.load()).toMatchObject({ kind: 'loaded', snapshot: { cursor: 1 } });
});

it('says which files are of no use', async () => {
  await file.save(snapshot(1));
  await damage(file.path, 30);

  expect(await file.load()).toEqual({ kind: 'unusable', paths: [file.path] });
});

it('tells a folder that cannot be written as an error of the disk', async () => {
  const lost = new SnapshotFile(join(folder, 'absent', 'state'));

  await expect(lost.save(snapshot(1))).rejects.toMatchObject({ code: 'OUTPUT_IO' });
});
