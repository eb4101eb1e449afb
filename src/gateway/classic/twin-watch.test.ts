import { describe, expect, it } from 'vitest';
import { TwinWatch } from './twin-watch.ts';

function newWatch() {
  const clock = { ms: 0 };
  return { clock, watch: new TwinWatch(() => clock.ms) };
}

describe('TwinWatch', () => {
  it('tells the third refusal within a minute, and then nothing for an hour', () => {
    const { clock, watch } = newWatch();

    expect([1, 2, 3, 4].map(() => watch.refused('001'))).toEqual([false, false, true, false]);
    clock.ms = 3_599_000;
    expect([1, 2, 3].map(() => watch.refused('001'))).toEqual([false, false, false]);
    clock.ms = 3_601_000;
    expect(watch.refused('001')).toBe(true);
  });

  it('does not mind single ones, however many in a day', () => {
    const { clock, watch } = newWatch();
    const told = Array.from({ length: 100 }, () => {
      clock.ms += 31_000;
      return watch.refused('001');
    });

    expect(told).not.toContain(true);
  });

  it('tells agents apart, and forgets those that are gone', () => {
    const { watch } = newWatch();
    for (const id of ['001', '002', '001', '002']) expect(watch.refused(id)).toBe(false);
    watch.forget('001');

    expect(watch.refused('001')).toBe(false);
    expect(watch.refused('002')).toBe(true);
  });
});
