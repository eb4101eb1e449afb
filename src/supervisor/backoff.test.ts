import { expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

it('doubles from a tenth of a second to ten seconds', () => {
  const backoff = new Backoff(() => 0);

  const delays = Array.from({ length: 10 }, () => backoff.delay());

  expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
});

it.each([
  { ranMs: 29_999, delay: 400 },
  { ranMs: 30_000, delay: 100 },
  { ranMs: -3_600_000, delay: 400 }, // The clock was set back an hour.
])('waits $delay ms after a run of $ranMs ms that followed two short ones', ({ ranMs, delay }) => {
  let now = 5_000_000;
  const backoff = new Backoff(() => now);
  backoff.started();
  backoff.delay();
  backoff.started();
  backoff.delay();
  backoff.started();
  now += ranMs;

  expect(backoff.delay()).toBe(delay);
});
