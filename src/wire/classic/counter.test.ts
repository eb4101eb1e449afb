import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  counterBytes,
  counterLine,
  counterText,
  isNewer,
  nextCounter,
  noCounter,
  parseCounterLine,
  parseCounterText,
} from './counter.ts';

const counters = fc.record({
  global: fc.nat({ max: 4_294_967_295 }),
  local: fc.nat({ max: 9999 }),
});

describe('counters', () => {
  it('grow with each message', () => {
    let last = noCounter;
    let wrong = 0;
    for (let i = 0; i < 30_000; i++) {
      const next = nextCounter(last);
      if (!isNewer(next, last) || isNewer(last, next)) wrong++;
      last = next;
    }
    expect(wrong).toBe(0);
    expect(last).toEqual({ global: 3, local: 9 });
  });

  it('roll over behind 9997', () => {
    expect(nextCounter({ global: 0, local: 9996 })).toEqual({ global: 0, local: 9997 });
    expect(nextCounter({ global: 0, local: 9997 })).toEqual({ global: 1, local: 1 });
    expect(nextCounter({ global: 0, local: 20_000 })).toEqual({ global: 1, local: 1 });
  });

  it('are not newer than themselves', () => {
    fc.assert(
      fc.property(counters, (one) => {
        expect(isNewer(one, one)).toBe(false);
      }),
    );
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(counters, (one) => {
        expect(counterText(one)).toHaveLength(counterBytes);
        expect(parseCounterText(counterText(one))).toEqual(one);
        expect(parseCounterLine(counterLine(one))).toEqual(one);
      }),
    );
  });

  it.each([
    { text: '0:37:', counter: { global: 0, local: 37 } },
    // What a longer text left behind.
    { text: '1:1:7:', counter: { global: 1, local: 1 } },
    { text: ' 12:5', counter: { global: 12, local: 5 } },
    { text: '', counter: noCounter },
    { text: 'x:1:', counter: noCounter },
    { text: '-1:1:', counter: noCounter },
    { text: '12', counter: noCounter },
    { text: '99999999999:1:', counter: noCounter },
  ])('are read from "$text"', ({ text, counter }) => {
    expect(parseCounterLine(text)).toEqual(counter);
  });
});
