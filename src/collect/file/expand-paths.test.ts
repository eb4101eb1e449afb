import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { expandPaths } from './expand-paths.ts';
import { osPath } from './os-path.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  for (const folder of ['one', 'two', '.hidden']) mkdirSync(bench.path(folder));
  const files = 'one/a.log one/b.log one/a.log.1 one/a.log.2.gz two/a.log two/a.log-vhost b.log-1';
  for (const file of files.split(' ')) writeFileSync(bench.path(file), '');
});
afterEach(async () => {
  await bench.close();
});

it.each([
  ['one/*.log', ['one/a.log', 'one/b.log']],
  ['*/a.log', ['one/a.log', 'two/a.log']],
  ['*/*', ['one/a.log', 'one/b.log', 'two/a.log', 'two/a.log-vhost']],
  ['one/a.log*', ['one/a.log']],
  ['b.log*', ['b.log-1']],
  ['[ot]*/b.log', ['one/b.log']],
  ['one', ['one']],
  ['no/*', []],
  ['*', ['b.log-1']],
])('%s', async (pattern, expected) => {
  const { paths } = await expandPaths(bench.path(pattern));

  expect(paths).toEqual(expected.map((path) => bench.path(path)));
});

it('tells the folders in which a change may matter', async () => {
  const { folders } = await expandPaths(bench.path('*/a.log'));

  expect(folders).toContain(bench.folder);
  expect(folders).toContain(bench.path('one'));
});

it('keeps what cannot be looked at, and names that are not UTF-8', async () => {
  symlinkSync('nowhere', bench.path('one/c.log'));
  writeFileSync(osPath(bench.path('one/\xff.log')), '');

  const { paths } = await expandPaths(bench.path('one/[c\xff].log'));

  expect(paths).toEqual([bench.path('one/c.log'), bench.path('one/\xff.log')]);
});
