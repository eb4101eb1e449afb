import { describe, expect, it } from 'vitest';
import { eventOf, problemsOf, takes } from '../../testing/rule-bench.ts';
import { parseTimeRange } from './time.ts';

const at = (hour: number, minute: number): number => hour * 60 + minute;

describe('parseTimeRange', () => {
  it.each([
    ['9-17', at(9, 0), at(17, 0), false],
    ['9:30 - 17:45', at(9, 30), at(17, 45), false],
    ['  9 am  -  5 pm  ', at(9, 0), at(17, 0), false],
    ['9am-5PM', at(9, 0), at(17, 0), false],
    ['!9-17', at(9, 0), at(17, 0), true],
    ['  !  9-17', at(9, 0), at(17, 0), true],
    ['6 pm - 8:30 am', at(8, 30), at(18, 0), true],
    ['18:00-08:30', at(8, 30), at(18, 0), true],
    ['!18:00-08:30', at(8, 30), at(18, 0), true],
    ['12 am - 1 pm', at(12, 0), at(13, 0), false],
    ['12 pm - 13', at(12, 0), at(13, 0), false],
    ['12 am - 1 am', at(1, 0), at(12, 0), true],
    ['0 - 23:59', 0, at(23, 59), false],
    ['00:00-00:00', 0, 0, false],
    ['0 pm - 23', at(12, 0), at(23, 0), false],
  ])('%j', (text, from, to, negated) => {
    expect(parseTimeRange(text)).toEqual({ from, to, negated });
  });

  it.each([
    '',
    '9',
    '9-',
    '-9',
    '9-17x',
    '9-17-20',
    '9:5-17',
    '9:60-17',
    '24-3',
    '24:00-3:00',
    '9-25',
    '13 pm - 2 pm',
    '9 - 13 pm',
    '123-4',
    '!!9-17',
    'a-b',
    '9 xm - 10',
    '9:00 - 17:00 x',
    '9\t-17',
    '-1-5',
  ])('refuses %j', (text) => {
    expect(parseTimeRange(text)).toBeUndefined();
  });
});

describe('<time>', () => {
  it.each([
    ['9-17', 9, 0, true],
    ['9-17', 8, 59, false],
    ['9-17', 17, 0, true],
    ['9-17', 17, 1, false],
    ['!9-17', 17, 1, true],
    ['!9-17', 12, 0, false],
    ['6 pm - 8:30 am', 23, 0, true],
    ['6 pm - 8:30 am', 8, 29, true],
    // Both ends of a span over midnight belong to the day, not to the night.
    ['6 pm - 8:30 am', 8, 30, false],
    ['6 pm - 8:30 am', 18, 0, false],
    ['6 pm - 8:30 am', 18, 1, true],
    ['!6 pm - 8:30 am', 12, 0, false],
    ['12 am - 1 pm', 12, 30, true],
    ['12 am - 1 pm', 0, 30, false],
  ])('%s at %i:%i: %j', (range, hour, minute, expected) => {
    const timeMs = new Date(2026, 5, 15, hour, minute, 30).getTime();
    expect(takes(`<time>${range}</time>`, eventOf({ timeMs }))).toBe(expected);
  });

  it.each<[string, string, readonly string[]]>([
    ['no range', '<time>¦noon</time>', ['RULE_TIME_BAD']],
    ['nothing', '¦<time></time>', ['RULE_TIME_BAD']],
    ['two ranges', '<time>¦9-17</time><time>18-19</time>', ['RULE_TIME_BAD']],
    ['an attribute', '<time ¦zone="x">9-17</time>', ['RULE_ATTRIBUTE_UNKNOWN']],
  ])('refuses %s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });
});
