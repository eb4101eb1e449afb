import { describe, expect, it } from 'vitest';
import { UsageError } from '../contract.ts';
import { recordClock } from './clock.ts';
import { claimedTime } from './log-clock.ts';

const now = new Date(2026, 10, 24, 12, 0, 0).getTime();

function local(year: number, month: number, day: number, ...time: readonly number[]): number {
  const [hour = 0, minute = 0, second = 0] = time;
  return new Date(year, month - 1, day, hour, minute, second).getTime();
}

describe('claimedTime', () => {
  it.each([
    ['Nov 23 04:05:06 host x', local(2026, 11, 23, 4, 5, 6)],
    ['Nov  3 04:05:06 host x', local(2026, 11, 3, 4, 5, 6)],
    ['2025 Nov 03 04:05:06 host x', local(2025, 11, 3, 4, 5, 6)],
    ['2025-11-03 04:05:06,123 x', local(2025, 11, 3, 4, 5, 6)],
    ['2025-11-03T04:05:06Z host x', Date.UTC(2025, 10, 3, 4, 5, 6)],
    ['2025-11-03T04:05:06.123456+02:00 host x', Date.UTC(2025, 10, 3, 2, 5, 6)],
    ['2025-11-03T04:05:06-0130 host x', Date.UTC(2025, 10, 3, 5, 35, 6)],
    ['2025/11/03 04:05:06 [error] x', local(2025, 11, 3, 4, 5, 6)],
    ['10.0.0.1 - - [03/Nov/2025:04:05:06 +0100] "GET /"', Date.UTC(2025, 10, 3, 3, 5, 6)],
    ['1762142706.370 123 10.0.0.1 TCP_MISS', 1_762_142_706_370],
  ])('%s', (text, expected) => {
    expect(claimedTime(text, now)).toBe(expected);
  });

  it('takes a date without a year for the past', () => {
    expect(claimedTime('Dec 31 23:59:59 host x', now)).toBe(local(2025, 12, 31, 23, 59, 59));
    expect(claimedTime('Nov 25 11:00:00 host x', now)).toBe(local(2026, 11, 25, 11));
    expect(claimedTime('Nov 25 13:00:00 host x', now)).toBe(local(2025, 11, 25, 13));
  });

  it.each([
    '',
    'plain text',
    'Xyz 23 04:05:06 host x',
    'nov 23 04:05:06 host x',
    '10.0.0.1 - - [03/Xyz/2025:04:05:06 +0100] x',
    '9962142706.370 x',
    'at 2025-11-03 04:05:06',
  ])('finds none in %j', (text) => {
    expect(claimedTime(text, now)).toBeUndefined();
  });
});

describe('recordClock', () => {
  it('tells the time of receipt', () => {
    let time = 5;
    const clock = recordClock('receipt', () => time);
    expect(clock('Nov 23 04:05:06 x')).toBe(5);
    time = 6;
    expect(clock('')).toBe(6);
  });

  it('tells a fixed time', () => {
    expect(recordClock('fixed:1700000000', () => 5)('Nov 23 04:05:06 x')).toBe(1_700_000_000_000);
  });

  it('tells what the log says, and goes on from there where it says nothing', () => {
    const clock = recordClock('log', () => now);
    const at = local(2026, 11, 23, 4, 5, 6);
    expect(['plain', 'Nov 23 04:05:06 x', 'plain'].map(clock)).toEqual([now, at, at]);
  });

  it.each(['', 'now', 'fixed:', 'fixed:x', 'fixed:-1', 'fixed:1.5', 'fixed:999999999999'])(
    'refuses %j',
    (option) => {
      expect(() => recordClock(option, () => now)).toThrow(UsageError);
    },
  );
});
