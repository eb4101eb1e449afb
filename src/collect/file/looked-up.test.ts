import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { foundFromError, lookUp, openFile } from './looked-up.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
});

it.each([
  ['ENOENT', { kind: 'absent' }],
  ['ENOTDIR', { kind: 'absent' }],
  ['EACCES', { kind: 'unreadable', reason: 'permission denied', hidden: true }],
  ['EMFILE', { kind: 'unreadable', reason: 'too many open files', hidden: true }],
  ['EODD', { kind: 'unreadable', reason: 'EODD', hidden: true }],
  ['ELOOP', { kind: 'unreadable', reason: 'too many symbolic links', hidden: false }],
])('%s', (code, found) => {
  expect(foundFromError(Object.assign(new Error('x'), { code }))).toEqual(found);
});

it('tells a file by device, inode and birth', async () => {
  writeFileSync(bench.path('a'), 'abc');

  const found = await lookUp(bench.path('a'));

  expect(found).toMatchObject({ kind: 'file', facts: { size: 3, links: 1 } });
  expect(found.kind === 'file' && found.facts.id).toMatch(/^\d+:\d+:\d+$/);
});

it('does not open what is no file, nor wait for it', async () => {
  mkdirSync(bench.path('folder'));
  spawnSync('mkfifo', [bench.path('pipe')]);

  expect(await lookUp(bench.path('folder'))).toMatchObject({ kind: 'unreadable' });
  expect(await lookUp(bench.path('pipe'))).toMatchObject({ kind: 'pipe' });
  await expect(openFile(bench.path('folder'))).rejects.toThrow();
  await expect(openFile(bench.path('pipe'))).rejects.toThrow();
});
