import { deserialize, serialize } from 'node:v8';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Statistics } from './statistics.ts';

const limits = { percent: 100, minDifference: 10, maxDifference: 1000 };
const at = (day: number, hour: number): number => new Date(2026, 0, day, hour, 30).getTime();
const none = () => [];

/** Counts events of one hour and gives the texts that came. */
function events(statistics: Statistics, timeMs: number, count: number): string[] {
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    statistics.passTo(timeMs, none);
    const text = statistics.count();
    if (text !== undefined) texts.push(`${i + 1}: ${text}`);
  }
  return texts;
}

/** Learned from days of 50 events, all between 10 and 11. */
function trained(days: number): Statistics {
  const statistics = new Statistics(limits);
  for (let day = 1; day <= days; day++) events(statistics, at(day, 10), 50);
  return statistics;
}

describe('statistics', () => {
  it('are silent until three days are learned', () => {
    expect(events(trained(2), at(3, 10), 500)).toEqual([]);
    expect(events(trained(3), at(4, 10), 500)).toEqual([
      // 70, then (50 + 70) / 2 + 5, then (50 + 2 * 65) / 3 + 5; as much again and 1 is usual.
      '132: The average number of logs between 10:00 and 11:00 is 65. We reached 132.',
    ]);
  });

  it('tell of an hour in which nothing was usual', () => {
    expect(events(trained(3), at(4, 3), 20)).toEqual([
      '11: The average number of logs between 3:00 and 4:00 is 0. We reached 11.',
    ]);
  });

  it('alert once an hour and three times a day', () => {
    const statistics = trained(3);
    const alerts = [1, 2, 3, 4, 5].map((hour) => events(statistics, at(4, hour), 100).length);

    expect(alerts).toEqual([1, 1, 1, 0, 0]);
    expect(events(statistics, at(5, 1), 5000)).toHaveLength(1);
  });

  it('learn the days of the week apart', () => {
    const statistics = new Statistics(limits);
    // Four weeks in which only the Mondays (the 5th, 12th, …) are quiet.
    for (let day = 1; day <= 28; day++) {
      events(statistics, at(day, 10), day % 7 === 5 ? 5 : 100);
    }

    expect(events(statistics, at(29, 10), 150)).toEqual([]);
    const [text] = events(statistics, at(33, 10), 150);
    expect(text).toMatch(/between 10:00 and 11:00 on Monday is \d+\. We reached \d+\.$/);
  });

  it('report each hour that is over, and the day', () => {
    const statistics = new Statistics(limits);
    events(statistics, at(1, 10), 3);
    statistics.countMatch();
    statistics.countIntegrity();
    statistics.countFirewall();
    const fired = () => [{ id: 5, level: 2, times: 1 }];

    expect(statistics.passTo(at(1, 11), fired)).toBe(true);
    expect(statistics.passTo(at(1, 11), fired)).toBe(false);
    statistics.count();
    expect(statistics.passTo(at(2, 0), none)).toBe(true);

    const [report] = statistics.snapshot().reports;
    expect(report?.day).toBe('2026-01-01');
    expect(report?.text).toContain('10-5-2-1\n10--1--3--1--1\n\n11--0--1--0--0\n\n');
    expect(report?.text).toContain('Hour totals - 10:3\nHour totals - 11:1\n');
    expect(report?.text).toMatch(/Total events for day:4\n$/);
  });

  it('keep the reports of two days', () => {
    expect(
      trained(5)
        .snapshot()
        .reports.map(({ day }) => day),
    ).toEqual(['2026-01-03', '2026-01-04']);
  });

  it('go on after a restart as if nothing had been', () => {
    const visit = fc.record({
      day: fc.integer({ min: 1, max: 9 }),
      hour: fc.nat({ max: 23 }),
      count: fc.nat({ max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 60 }), fc.nat(), (visits, seed) => {
        const sorted = [...visits].sort((a, b) => at(a.day, a.hour) - at(b.day, b.hour));
        const cut = seed % (sorted.length + 1);
        const play = (statistics: Statistics, from: number, to?: number) =>
          sorted.slice(from, to).map((one) => events(statistics, at(one.day, one.hour), one.count));
        const whole = new Statistics(limits);
        play(whole, 0, cut);
        const fresh = new Statistics(limits);
        fresh.restore(
          deserialize(serialize(whole.snapshot())) as ReturnType<typeof whole.snapshot>,
        );

        expect(play(fresh, cut)).toEqual(play(whole, cut));
        expect(fresh.snapshot()).toEqual(whole.snapshot());
      }),
    );
  });

  it('take over what was learned elsewhere', () => {
    const statistics = new Statistics(limits);
    const hourly = Array.from({ length: 25 }, () => 40);
    statistics.learnFrom(hourly, []);

    expect(events(statistics, at(1, 3), 100)).toEqual([
      '82: The average number of logs between 3:00 and 4:00 is 40. We reached 82.',
    ]);
  });
});
