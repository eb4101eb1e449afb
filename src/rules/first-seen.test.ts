import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstSeen } from './first-seen.ts';

const limits = { listSize: 4, minPrefix: 6, keysMax: 100 };

/** Which of these keys are new, one after the other. */
function news(keys: readonly string[], isIds: boolean, more = {}): readonly boolean[] {
  const seen = new FirstSeen({ ...limits, ...more });
  return keys.map((key) => seen.add(key, isIds));
}

describe('FirstSeen', () => {
  it.each<[readonly string[], readonly boolean[]]>([
    [
      ['a', 'a', 'b', 'a'],
      [true, false, true, false],
    ],
    [
      ['', ''],
      [true, false],
    ],
    [
      ['abcdefg1', 'abcdefg2', 'abcdefg3', 'abcdefg4'],
      [true, true, true, true],
    ],
  ])('%j: %j', (keys, expected) => {
    expect(news(keys, false)).toEqual(expected);
  });

  it('takes the fourth of intrusion keys that begin alike for their beginning', () => {
    const keys = ['abcdefg1', 'abcdefg2', 'abcdefg3', 'abcdefg4', 'abcdefg5', 'abcdefg1'];
    expect(news(keys, true)).toEqual([true, true, true, true, false, false]);
  });

  it('asks for more than the least prefix', () => {
    const keys = ['abcdef1', 'abcdef2', 'abcdef3', 'abcdef4', 'abcdef5'];
    expect(news(keys, true)).toEqual([true, true, true, true, true]);
  });

  it('looks at the last keys alone', () => {
    const other = ['w', 'x', 'y', 'z'];
    const keys = ['abcdefg1', 'abcdefg2', 'abcdefg3', ...other, 'abcdefg4', 'abcdefg5'];
    expect(news(keys, true).slice(-2)).toEqual([true, true]);
  });

  it('forgets the oldest key beyond its bound', () => {
    const keys = ['a', 'b', 'c', 'c', 'b', 'a'];
    expect(news(keys, false, { keysMax: 2 })).toEqual([true, true, true, false, false, true]);
  });

  it('holds no more keys than its bound, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.boolean()), { maxLength: 60 }), (keys) => {
        const seen = new FirstSeen({ ...limits, keysMax: 10 });
        for (const [key, isIds] of keys) {
          seen.add(key, isIds);
          expect(seen.add(key, isIds)).toBe(false);
        }
        expect(seen.snapshot().keys.size).toBeLessThanOrEqual(10);
        expect(seen.snapshot().recentIds.length).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('goes on from a snapshot, without sharing it', () => {
    const first = new FirstSeen(limits);
    for (const key of ['abcdefg1', 'abcdefg2', 'abcdefg3']) first.add(key, true);
    const second = new FirstSeen(limits);
    second.restore(first.snapshot());
    first.add('abcdefg4', true);
    expect(second.add('abcdefg1', true)).toBe(false);
    expect(second.add('abcdefg4', true)).toBe(true);
    expect(second.add('abcdefg5', true)).toBe(false);
  });
});
