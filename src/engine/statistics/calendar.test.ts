import { describe, expect, it } from 'vitest';
import { calendarHour, leaves } from './calendar.ts';

const at = (day: number, hour: number, minute = 0): number =>
  new Date(2026, 0, day, hour, minute).getTime();

describe('an hour of the calendar', () => {
  it('knows its day, its day of the week and its ends', () => {
    expect(calendarHour(at(5, 13, 47))).toEqual({
      day: '2026-01-05',
      hour: 13,
      weekday: 1,
      startMs: at(5, 13),
      endMs: at(5, 14),
    });
  });

  it.each([
    ['its own last millisecond', at(5, 14) - 1, false],
    ['its end', at(5, 14), true],
    ['a clock set back by an hour', at(5, 12), false],
    ['a clock set back by a day', at(4, 13), false],
    ['a clock set back by more', at(4, 13) - 1, true],
    ['a clock set forward by years', new Date(2030, 0, 1).getTime(), true],
  ])('is left with %s: %s', (_what, timeMs, left) => {
    expect(leaves(calendarHour(at(5, 13, 47)), timeMs)).toBe(left);
  });
});
