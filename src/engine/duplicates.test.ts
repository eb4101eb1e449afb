import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duplicates } from './duplicates.ts';

describe('Duplicates', () => {
  it.each<[readonly string[], string]>([
    [['a', 'a', 'a'], 'nyy'],
    [['a', 'b', 'c', 'a'], 'nnny'],
    [['a', 'b', 'c', 'd', 'a'], 'nnnnn'],
    // A repetition does not make a log newer.
    [['a', 'b', 'c', 'a', 'd', 'a'], 'nnnynn'],
    [['', ''], 'ny'],
    [['a', 'A'], 'nn'],
  ])('%j: %s', (logs, expected) => {
    const duplicates = new Duplicates();
    const said = logs.map((log) => (duplicates.isRepeated(log) ? 'y' : 'n'));
    expect(said.join('')).toBe(expected);
  });

  it('goes on from a snapshot, which does not change with it', () => {
    const text = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(text), fc.array(text), (before, after) => {
        const first = new Duplicates();
        for (const log of before) first.isRepeated(log);
        const stored = first.snapshot();
        const copy = [...stored];
        const second = new Duplicates();
        second.restore(stored);
        for (const log of after) expect(second.isRepeated(log)).toBe(first.isRepeated(log));
        expect(stored).toEqual(copy);
      }),
    );
  });
});
