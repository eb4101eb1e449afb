import { describe, expect, it } from 'vitest';
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

  it.each([
    // The night of the new year: a log a few seconds ahead is of the year to come.
    ['Jan  1 00:00:10 x', local(2026, 12, 31, 23, 59, 50), local(2027, 1, 1, 0, 0, 10)],
    ['Jan  1 00:00:10 x', local(2026, 12, 30), local(2026, 1, 1, 0, 0, 10)],
    ['Dec 31 23:59:50 x', local(2027, 1, 1, 0, 0, 5), local(2026, 12, 31, 23, 59, 50)],
    ['Feb 29 10:00:00 x', local(2026, 6, 1), local(2024, 2, 29, 10)],
    ['Feb 29 10:00:00 x', local(2028, 3, 1), local(2028, 2, 29, 10)],
    ['Feb 29 10:00:00 x', local(2028, 2, 1), local(2024, 2, 29, 10)],
    ['Feb 29 10:00:00 x', local(2103, 1, 1), local(2096, 2, 29, 10)],
    ['Mar  1 10:00:00 x', local(2028, 3, 1, 10), local(2028, 3, 1, 10)],
  ])('%s seen at %i', (text, seen, expected) => {
    expect(claimedTime(text, seen)).toBe(expected);
  });

  it.each([
    ['2024-02-29T00:00:00Z x', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00:00Z x', Date.UTC(2000, 1, 29)],
    ['2016-12-31T23:59:60Z x', Date.UTC(2017, 0, 1)],
    ['[2025-11-03T04:05:06.1+14:00] x', Date.UTC(2025, 10, 2, 14, 5, 6)],
    ['2025-11-03T04:05:06-11:30 x', Date.UTC(2025, 10, 3, 15, 35, 6)],
    ['2025-11-03T04:05:06+00:00 x', Date.UTC(2025, 10, 3, 4, 5, 6)],
    ['::1 - - [29/Feb/2024:00:00:00 -0000] "GET /"', Date.UTC(2024, 1, 29)],
    ['2024 Feb 29 01:02:03 x', local(2024, 2, 29, 1, 2, 3)],
  ])('%s exists', (text, expected) => {
    expect(claimedTime(text, now)).toBe(expected);
  });

  it.each([
    '2025-02-29T00:00:00Z x',
    '1900-02-29T00:00:00Z x',
    '2025-04-31T00:00:00Z x',
    '2025-13-01T00:00:00Z x',
    '2025-00-01T00:00:00Z x',
    '2025-01-00T00:00:00Z x',
    '2025-01-32 00:00:00 x',
    '2025-01-01T24:00:00Z x',
    '2025-01-01T00:60:00Z x',
    '2025-01-01T00:00:61Z x',
    '2025-01-01T00:00:00+15:00 x',
    '2025-01-01T00:00:00+01:60 x',
    '0000-01-01T00:00:00Z x',
    'Feb 30 00:00:00 x',
    'Nov  0 00:00:00 x',
    'Nov 31 00:00:00 x',
    'Nov 23 24:00:00 x',
    'anM 23 04:05:06 x',
    '2025 Feb 29 00:00:00 x',
    '::1 - - [31/Feb/2025:04:05:06 +0100] "GET /"',
    '::1 - - [03/Nov/2025:04:05:66 +0100] "GET /"',
    '::1 - - [03/Nov/2025:04:05:06 +9900] "GET /"',
  ])('%s does not exist', (text) => {
    expect(claimedTime(text, now)).toBeUndefined();
  });
});
