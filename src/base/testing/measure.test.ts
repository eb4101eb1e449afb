import { describe, expect, it } from 'vitest';
import { cpuMs, fastest } from './measure.ts';

describe('processor time', () => {
  it('is what the work takes', () => {
    const spin = (): void => {
      for (let spent = 0; spent < 50; )
        spent += cpuMs(() => 'x'.repeat(10_000).split('').reverse());
    };

    expect(cpuMs(spin)).toBeGreaterThanOrEqual(50);
  });

  it('is not time spent waiting', () => {
    const wait = (): void => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    };

    expect(cpuMs(wait)).toBeLessThan(90);
  });
});

describe('the fastest of some tries', () => {
  it.each([
    { times: [5], least: 5 },
    { times: [30, 9], least: 9 },
    { times: [30, 40, 20], least: 20 },
    { times: [10, 20, 30], least: 10 },
  ])('of $times is $least', async ({ times, least }) => {
    const left = [...times];

    expect(await fastest(10, () => Promise.resolve(left.shift() ?? 0))).toBe(least);
    expect(left).toEqual([]);
  });
});
