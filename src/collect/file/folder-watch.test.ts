import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Bench, until } from '../testing/bench.ts';
import { FolderWatch } from './folder-watch.ts';

let bench: Bench;
let heard: string[];
let watch: FolderWatch;
beforeEach(() => {
  bench = new Bench();
  heard = [];
  watch = new FolderWatch((path, names) => {
    heard.push(`${path.slice(bench.folder.length)}${names ? ' name' : ''}`);
  });
});
afterEach(async () => {
  watch.close();
  await bench.close();
});

it('hears of names and of changes', async () => {
  watch.set(new Set([bench.folder]));
  bench.append('a', 'x');
  await until(
    () => heard.includes('/a name'),
    () => heard,
  );
  bench.append('a', 'y');
  await until(
    () => heard.includes('/a'),
    () => heard,
  );
  renameSync(bench.path('a'), bench.path('b\u00e9'));

  // Names are bytes here.
  await until(
    () => heard.includes('/b\u00c3\u00a9 name'),
    () => heard,
  );
});

it('watches exactly what it is told, and tries again what did not exist', async () => {
  const folder = bench.path('sub');
  watch.set(new Set([folder, bench.path('none')]));
  mkdirSync(folder);
  watch.set(new Set([folder]));
  bench.append('sub/a', 'x');
  await until(
    () => heard.includes('/sub/a name'),
    () => heard,
  );

  watch.set(new Set([bench.folder]));
  heard.length = 0;
  bench.append('sub/b', 'x');
  bench.append('c', 'x');
  await until(
    () => heard.includes('/c name'),
    () => heard,
  );
  expect(heard.some((path) => path.startsWith('/sub/'))).toBe(false);
});

it('survives the end of a folder', async () => {
  const folder = bench.path('sub');
  mkdirSync(folder);
  watch.set(new Set([folder]));
  rmSync(folder, { recursive: true });
  await until(
    () => heard.length > 0,
    () => heard,
  );

  watch.set(new Set([bench.folder]));
  bench.append('a', 'x');

  await until(
    () => heard.includes('/a name'),
    () => heard,
  );
});
