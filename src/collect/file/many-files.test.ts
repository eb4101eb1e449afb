import { renameSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Bench, localfile, until } from '../testing/bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
});

function openLogs(): number {
  return bench.openFiles().filter((path) => path.endsWith('.log')).length;
}

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `n${i}.log`);

it('reads a thousand files at once, each in order', async () => {
  const all = names(1000);
  for (const name of all) bench.append(name, 'old\n');
  const collector = await bench.start([localfile(bench.path('n*.log'))]);
  expect(collector.sources()).toHaveLength(1000);

  for (const line of ['1', '2', '3']) for (const name of all) bench.append(name, `${line}\n`);

  await until(
    () => bench.texts().length >= 3000,
    () => bench.texts().length,
  );
  const perFile = Map.groupBy(bench.records, ({ location }) => location);
  expect(perFile.size).toBe(1000);
  for (const records of perFile.values()) {
    expect(records.map(({ text }) => text)).toEqual(['1', '2', '3']);
  }
});

it('holds no more files open than it may, and still misses nothing', async () => {
  const all = names(40);
  for (const name of all) bench.append(name, '');
  await bench.start([localfile(bench.path('n*.log'))], { maxOpenFiles: 5 });
  for (const name of all) bench.append(name, '1\n');
  await until(
    () => bench.texts().length >= 40,
    () => bench.texts().length,
  );
  await until(() => openLogs() <= 5, openLogs);

  for (const name of all) {
    bench.append(name, '2\n');
    renameSync(bench.path(name), bench.path(`${name}.1`));
    bench.append(name, '3\n');
  }

  await until(
    () => bench.texts().length >= 120,
    () => bench.texts().length,
  );
  const perFile = Map.groupBy(bench.records, ({ location }) => location);
  for (const name of all) {
    const found = perFile.get(bench.path(name))?.map(({ text }) => text);
    expect(found).toEqual(['1', '2', '3']);
  }
});
