import { describe, expect, it } from 'vitest';
import { dayLines, hourLines } from './totals.ts';

describe('totals', () => {
  it('of an hour name the rules, then the sums', () => {
    const counts = { matches: 9, events: 100, integrity: 3, firewall: 4 };
    const fired = [
      { id: 5710, level: 5, times: 8 },
      { id: 1002, level: 2, times: 1 },
    ];

    expect(hourLines(7, counts, fired)).toBe('7-5710-5-8\n7-1002-2-1\n7--9--100--3--4\n\n');
  });

  it('of a day name its hours and their sum', () => {
    const counts = Array.from({ length: 24 }, (_, hour) => hour);
    const lines = dayLines(counts).split('\n');

    expect(lines).toHaveLength(26);
    expect(lines[0]).toBe('Hour totals - 0:0');
    expect(lines[23]).toBe('Hour totals - 23:23');
    expect(lines[24]).toBe('Total events for day:276');
  });
});
