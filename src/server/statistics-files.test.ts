import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildEngine, defaultEngineOptions } from '../engine/index.ts';
import type { Statistics } from '../engine/index.ts';
import { forgetCleared, learnFromFiles, StatisticsFiles } from './statistics-files.ts';

const newHome = (): string => mkdtempSync(join(tmpdir(), 'tocsin-statistics-'));
const at = (day: number, hour: number): number => new Date(2026, 0, day, hour, 30).getTime();

function newStatistics(): Statistics {
  const { engine } = buildEngine({ decoders: [], rules: [], lists: [] }, defaultEngineOptions);
  if (engine?.statistics === undefined) throw new Error('an engine for the daemon counts');
  return engine.statistics;
}

function count(statistics: Statistics, timeMs: number, times: number): void {
  for (let i = 0; i < times; i++) {
    statistics.passTo(timeMs, () => []);
    statistics.count();
  }
}

describe('the files below stats/', () => {
  it('hold averages by hour and by day of the week, and the totals of days', async () => {
    const home = newHome();
    const statistics = newStatistics();
    count(statistics, at(5, 10), 30);
    count(statistics, at(6, 10), 1);

    await new StatisticsFiles(home).update(statistics);

    const read = (name: string): string => readFileSync(join(home, 'stats', name), 'latin1');
    expect(read('hourly-average/10')).toBe('50');
    expect(read('hourly-average/24')).toBe('1');
    expect(read('weekly-average/1/10')).toBe('50');
    expect(read('totals/2026/Jan/ossec-totals-05.log')).toContain('Total events for day:30\n');
    expect(readdirSync(join(home, 'stats/hourly-average')).sort()).toEqual(['10', '24']);
    expect(statSync(join(home, 'stats/hourly-average/10')).mode & 0o777).toBe(0o640);
  });

  it('are written again only when something changed', async () => {
    const home = newHome();
    const statistics = newStatistics();
    const files = new StatisticsFiles(home);
    count(statistics, at(5, 10), 30);
    count(statistics, at(5, 11), 1);
    await files.update(statistics);
    const path = join(home, 'stats/totals/2026/Jan/ossec-totals-05.log');
    writeFileSync(path, 'mine');

    await files.update(statistics);
    expect(readFileSync(path, 'latin1')).toBe('mine');
    count(statistics, at(5, 12), 1);
    await files.update(statistics);
    expect(readFileSync(path, 'latin1')).toContain('11--0--1--0--0');
  });

  it('give what was learned to a new engine', async () => {
    const home = newHome();
    const before = newStatistics();
    for (let day = 1; day < 10; day++) count(before, at(day, day), 40 * day);
    await new StatisticsFiles(home).update(before);
    const after = newStatistics();

    await learnFromFiles(home, after);

    expect(after.snapshot().hourly).toEqual(before.snapshot().hourly);
    expect(after.snapshot().weekly).toEqual(before.snapshot().weekly);
  });

  it.each([
    { cleared: [], hourly: true, weekdays: 7 },
    { cleared: ['hourly-average'], hourly: false, weekdays: 7 },
    { cleared: ['weekly-average/1', 'weekly-average/6'], hourly: true, weekdays: 5 },
  ])('forget what was cleared: $cleared', async ({ cleared, hourly, weekdays }) => {
    const home = newHome();
    const statistics = newStatistics();
    for (let day = 1; day < 10; day++) count(statistics, at(day, day), 40 * day);
    await new StatisticsFiles(home).update(statistics);
    for (const name of cleared) {
      rmSync(join(home, 'stats', name), { recursive: true });
      mkdirSync(join(home, 'stats', name));
    }

    await forgetCleared(home, statistics);

    const state = statistics.snapshot();
    const isLearned = (one: readonly number[]): boolean => one.some((value) => value > 0);
    expect(isLearned(state.hourly)).toBe(hourly);
    expect(state.weekly.filter(isLearned)).toHaveLength(weekdays);
    const after = newStatistics();
    await learnFromFiles(home, after);
    expect(after.snapshot().hourly).toEqual(state.hourly);
  });

  it.each(['', 'many', '-5', '1e9', '99999999999999999999', '\0\0\0', '12 13'])(
    'are worth nothing when they hold %j',
    async (text) => {
      const home = newHome();
      mkdirSync(join(home, 'stats/hourly-average'), { recursive: true });
      writeFileSync(join(home, 'stats/hourly-average/3'), text);
      const statistics = newStatistics();

      await learnFromFiles(home, statistics);

      expect(statistics.snapshot().hourly.every((one) => one === 0)).toBe(true);
    },
  );

  it('wait for a disk that takes them', async () => {
    const home = newHome();
    const statistics = newStatistics();
    const files = new StatisticsFiles(home);
    writeFileSync(join(home, 'stats'), 'in the way');
    count(statistics, at(5, 10), 30);
    count(statistics, at(6, 10), 1);

    await expect(files.update(statistics)).resolves.toBeUndefined();
  });
});
