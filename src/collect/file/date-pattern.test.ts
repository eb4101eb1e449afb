import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { expandDate, hasDate, pathsBetween } from './date-pattern.ts';

const moments = [
  new Date(2026, 0, 1, 0, 0, 0),
  new Date(2026, 10, 24, 9, 5, 7),
  new Date(2024, 11, 31, 23, 59, 59),
  new Date(2021, 0, 3, 12, 0, 0),
  new Date(2020, 1, 29, 13, 30, 0),
];
const letters = 'a A b B C d D e F g G h H I j k l m M p P R s S T u U V w W y Y z'.split(' ');

it.each(moments)('writes %s as the system does', (date) => {
  const seconds = Math.floor(date.getTime() / 1000);
  const format = letters.map((letter) => `%${letter}`).join('|');
  const expected = execFileSync('date', [`--date=@${seconds}`, `+${format}`], {
    env: { LC_ALL: 'C' },
    encoding: 'utf8',
  });

  expect(expandDate(format, date)).toBe(expected.trimEnd());
});

it.each([
  ['/var/log/a-%Y-%m-%d.log', '/var/log/a-2026-11-24.log'],
  ['/var/%%/%q%', '/var/%/%q%'],
  ['/plain', '/plain'],
  ['%Ey%Od', '2624'],
])('%s', (pattern, expected) => {
  expect(expandDate(pattern, new Date(2026, 10, 24))).toBe(expected);
  expect(hasDate(pattern)).toBe(pattern.includes('%'));
});

it('names the days that passed', () => {
  const from = new Date(2026, 10, 22, 23, 0).getTime();
  const to = new Date(2026, 10, 24, 1, 0).getTime();

  expect(pathsBetween('a-%d', from, to)).toEqual(['a-22', 'a-23', 'a-24']);
  expect(pathsBetween('a', from, to)).toEqual(['a']);
  expect(pathsBetween('a-%d', to, from)).toEqual(['a-22']);
  expect(pathsBetween('a-%Y', 0, to).length).toBeLessThan(5);
});
