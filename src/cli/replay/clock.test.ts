import { describe, expect, it } from 'vitest';
import { UsageError } from '../contract.ts';
import { recordClock } from './clock.ts';

describe('recordClock', () => {
  it('receipt: the time of each call', () => {
    let now = 1000;
    const clock = recordClock('receipt', () => now);
    expect(clock('2026-06-15T10:00:00Z x')).toBe(1000);
    now = 2000;
    expect(clock('x')).toBe(2000);
  });

  it('fixed: always the same', () => {
    const clock = recordClock('fixed:1700000000', () => 5);
    expect([clock('2026-06-15T10:00:00Z x'), clock('x')]).toEqual([1.7e12, 1.7e12]);
    expect(recordClock('fixed:0', () => 5)('x')).toBe(0);
  });

  it('log: what the lines say, else what the last one said, at first the time of receipt', () => {
    const clock = recordClock('log', () => 5000);
    const time = Date.UTC(2026, 5, 15, 10, 0, 0);
    const lines = [
      'x',
      '2026-06-15T10:00:00Z x',
      'x',
      '2026-13-45T10:00:00Z x',
      '2026-06-15T09:00:00Z x',
    ];
    expect(lines.map(clock)).toEqual([5000, time, time, time, time - 3_600_000]);
  });

  it.each([
    '',
    'logs',
    'LOG',
    'fixed',
    'fixed:',
    'fixed:-1',
    'fixed:1.5',
    'fixed:123456789012',
    ' log',
  ])('refuses %j', (option) => {
    expect(() => recordClock(option, () => 0)).toThrow(UsageError);
  });
});
