import { describe, expect, it } from 'vitest';
import { learned, usualMost } from './averages.ts';

describe('what is learned of an hour', () => {
  it.each([
    // count, average, days, alerts that day → average
    [0, 50, 3, 0, 50],
    [0, 0, 3, 0, 0],
    [100, 0, 0, 0, 120],
    [100, 0, 9, 3, 120],
    [100, 120, 1, 0, 115],
    [100, 121, 1, 0, 115],
    [10, 80, 7, 0, 76],
    [10, 80, 700, 0, 76],
    [1000, 80, 7, 3, 381],
    [1000, 80, 2, 4, 657],
  ])('%i events, average %i over %i days, %i alerts: %i', (count, average, days, alerts, next) => {
    expect(learned(count, average, days, alerts)).toBe(next);
  });
});

describe('the most that is usual', () => {
  const limits = { percent: 150, minDifference: 10, maxDifference: 1000 };

  it.each([
    [0, 10],
    [4, 14],
    [6, 16],
    [7, 18],
    [100, 251],
    [600, 1501],
    [666, 1666],
    [10_000, 11_000],
  ])('for an average of %i is %i', (average, most) => {
    expect(usualMost(average, limits)).toBe(most);
  });
});
