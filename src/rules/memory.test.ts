import { describe, expect, it } from 'vitest';
import { memory } from './testing/rule-bench.ts';

describe('diffs', () => {
  it.each<[readonly string[], readonly (string | undefined)[]]>([
    [
      ['a', 'a', 'b'],
      [undefined, 'a', 'a'],
    ],
    [
      ['', 'x', ''],
      [undefined, '', 'x'],
    ],
  ])('%j: what was there before is %j', (texts, expected) => {
    const own = memory();
    expect(texts.map((text) => own.swapDiff('host/1', text))).toEqual(expected);
  });

  it('are kept for each key', () => {
    const own = memory();
    own.swapDiff('host/1', 'a');
    expect(own.swapDiff('host/2', 'b')).toBeUndefined();
    expect(own.swapDiff('host/1', 'c')).toBe('a');
  });

  it('are bounded: the one unchanged for longest goes', () => {
    const own = memory();
    for (let i = 0; i < 20_000; i++) own.swapDiff(`host${i}`, 'a');
    own.swapDiff('host0', 'changed');
    own.swapDiff('one more', 'a');
    expect(own.snapshot().diffs.size).toBe(20_000);
    expect(own.swapDiff('host0', 'b')).toBe('changed');
    expect(own.swapDiff('host1', 'b')).toBeUndefined();
  });
});

describe('ignored lines', () => {
  it('are known again', () => {
    const own = memory();
    expect(own.isIgnored('a')).toBe(false);
    own.ignore('a');
    expect(own.isIgnored('a')).toBe(true);
    expect(own.isIgnored('A')).toBe(false);
  });

  it('are bounded', () => {
    const own = memory();
    for (let i = 0; i <= 100_000; i++) own.ignore(`${i}`);
    expect(own.isIgnored('0')).toBe(false);
    expect(own.isIgnored('1')).toBe(true);
    expect(own.snapshot().ignored.size).toBe(100_000);
  });
});

describe('times of silence', () => {
  it('begin, change and end by rule', () => {
    const own = memory();
    expect(own.ignoreStart(1)).toBeUndefined();
    own.setIgnoreStart(1, 10);
    own.setIgnoreStart(2, 20);
    own.setIgnoreStart(1, 11);
    expect([own.ignoreStart(1), own.ignoreStart(2)]).toEqual([11, 20]);
    own.setIgnoreStart(1, undefined);
    expect([own.ignoreStart(1), own.ignoreStart(2)]).toEqual([undefined, 20]);
  });
});

describe('counts', () => {
  it('go up by rule', () => {
    const own = memory();
    expect([1, 1, 2, 1].map((id) => own.countFired(id))).toEqual([1, 2, 1, 3]);
  });
});

describe('a snapshot', () => {
  it('brings all of it back, and is not shared', () => {
    const first = memory();
    first.swapDiff('h/1', 'a');
    first.ignore('line');
    first.setIgnoreStart(1, 10);
    first.countFired(1);
    first.firstSeen('key', false);
    const second = memory();
    second.restore(structuredClone(first.snapshot()));
    expect(second.snapshot()).toEqual(first.snapshot());
    const third = memory();
    third.restore(second.snapshot());
    third.ignore('other');
    third.countFired(1);
    third.swapDiff('h/1', 'b');
    expect(second.snapshot()).toEqual(first.snapshot());
    expect(third.firstSeen('key', false)).toBe(false);
  });
});
