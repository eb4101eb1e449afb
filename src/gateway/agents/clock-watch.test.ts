import { describe, expect, it } from 'vitest';
import { ClockWatch } from './clock-watch.ts';

const nowMs = Date.UTC(2026, 0, 2);
const hourMs = 3_600_000;

describe('ClockWatch', () => {
  it.each([
    { aheadMs: 0, told: undefined },
    { aheadMs: 60_000, told: undefined },
    { aheadMs: -60_000, told: undefined },
    { aheadMs: 60_001, told: 60_001 },
    { aheadMs: -hourMs, told: -hourMs },
  ])('of a clock that is $aheadMs ms ahead tells $told', ({ aheadMs, told }) => {
    expect(new ClockWatch().look('001', nowMs + aheadMs, nowMs)).toBe(told);
  });

  it('tells once a day, and at once when a clock goes wrong again', () => {
    const watch = new ClockWatch();
    const look = (atMs: number, aheadMs: number) => watch.look('001', atMs + aheadMs, atMs);

    expect(look(nowMs, hourMs)).toBe(hourMs);
    expect(look(nowMs + 23 * hourMs, hourMs)).toBeUndefined();
    expect(look(nowMs + 24 * hourMs, hourMs)).toBe(hourMs);
    expect(look(nowMs + 25 * hourMs, 0)).toBeUndefined();
    expect(look(nowMs + 26 * hourMs, hourMs)).toBe(hourMs);
  });

  it('tells agents apart', () => {
    const watch = new ClockWatch();

    expect(watch.look('001', nowMs + hourMs, nowMs)).toBe(hourMs);
    expect(watch.look('002', nowMs + hourMs, nowMs)).toBe(hourMs);
    watch.forget('001');
    expect(watch.look('001', nowMs + hourMs, nowMs)).toBe(hourMs);
  });
});
