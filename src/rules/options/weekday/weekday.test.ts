import { describe, expect, it } from 'vitest';
import { eventOf, problemsOf, takes } from '../../testing/rule-bench.ts';
import { parseWeekdays } from './weekday.ts';

describe('parseWeekdays', () => {
  it.each([
    ['sunday', [0]],
    ['sun', [0]],
    ['Monday', [1]],
    ['TUE', [2]],
    ['wed,thu', [3, 4]],
    ['wednesday, thursday', [3, 4]],
    ['fri sat', [5, 6]],
    ['weekdays', [1, 2, 3, 4, 5]],
    ['weekends', [0, 6]],
    ['weekends mon', [0, 1, 6]],
    [' ,sat, ', [6]],
    ['mon mon', [1]],
  ])('%j: %j', (text, days) => {
    expect([...(parseWeekdays(text) ?? [])].sort((a, b) => a - b)).toEqual(days);
  });

  it.each(['', ' ', ',', '!mon', 'mo', 'tues', 'weekday', 'weekend', 'mon;tue', 'mon-fri', '1'])(
    'refuses %j',
    (text) => {
      expect(parseWeekdays(text)).toBeUndefined();
    },
  );
});

describe('<weekday>', () => {
  // 14 June 2026 was a Sunday.
  it.each([
    ['sunday', 14, true],
    ['sunday', 15, false],
    ['weekends', 14, true],
    ['weekends', 20, true],
    ['weekends', 19, false],
    ['weekdays', 15, true],
    ['weekdays', 19, true],
    ['weekdays', 20, false],
    ['mon,wed', 17, true],
    ['mon,wed', 16, false],
  ])('%s on 2026-06-%i: %j', (text, day, expected) => {
    for (const [hour, minute] of [
      [0, 0],
      [23, 59],
    ] as const) {
      const timeMs = new Date(2026, 5, day, hour, minute, 59).getTime();
      expect(takes(`<weekday>${text}</weekday>`, eventOf({ timeMs }))).toBe(expected);
    }
  });

  it.each<[string, string, readonly string[]]>([
    ['no day', '<weekday>¦someday</weekday>', ['RULE_WEEKDAY_BAD']],
    ['a negation', '<weekday>¦!mon</weekday>', ['RULE_WEEKDAY_BAD']],
    ['nothing', '¦<weekday></weekday>', ['RULE_WEEKDAY_BAD']],
    ['an attribute', '<weekday ¦a="b">mon</weekday>', ['RULE_ATTRIBUTE_UNKNOWN']],
  ])('refuses %s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });
});
