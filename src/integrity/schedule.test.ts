import { describe, expect, it, vi } from 'vitest';
import { Schedule } from './schedule.ts';

vi.stubEnv('TZ', 'UTC');

const at = (text: string): number => Date.parse(`${text}:00Z`);
const times = (more: object) => {
  const none = { frequencySeconds: 3600, scanTime: undefined, scanDays: undefined };
  return new Schedule({ ...none, scanOnStart: true, ...more });
};
const days = (text: string): readonly boolean[] =>
  Array.from({ length: 7 }, (_, day) => text.includes(`${day}`));
const told = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

describe('the next scan', () => {
  it('is at once at the start, or when it is due', () => {
    const now = at('2026-11-23T10:00');
    expect(times({}).first(now)).toBe(now);
    expect(times({ scanOnStart: false }).first(now)).toBe(now + 3_600_000);
  });

  // 2026-11-23 is a Monday.
  it.each([
    ['every hour', {}, '2026-11-23T10:00', '2026-11-23T11:00'],
    ['later that day', { scanTime: 21 * 60 + 30 }, '2026-11-23T10:00', '2026-11-23T21:30'],
    ['the next day', { scanTime: 9 * 60 }, '2026-11-23T10:00', '2026-11-24T09:00'],
    ['once a day', { scanTime: 9 * 60 }, '2026-11-23T09:00', '2026-11-24T09:00'],
    ['a day of the week', { scanDays: days('3') }, '2026-11-23T10:00', '2026-11-25T00:00'],
    ['that day of next week', { scanDays: days('1') }, '2026-11-23T10:00', '2026-11-30T00:00'],
    [
      'a day and a time',
      { scanDays: days('1'), scanTime: 600 },
      '2026-11-23T09:00',
      '2026-11-23T10:00',
    ],
    [
      'one of several days',
      { scanDays: days('06'), scanTime: 60 },
      '2026-11-23T09:00',
      '2026-11-28T01:00',
    ],
  ])('%s', (_name, more, end, due) => {
    expect(told(times(more).next(at(end)))).toBe(due);
  });
});
