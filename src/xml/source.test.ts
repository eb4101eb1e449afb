import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameName } from './element.ts';
import { Source } from './source.ts';

describe('placeOf', () => {
  const source = new Source('ab\n\nc\n', 'f');
  it.each([
    [0, 1, 1],
    [1, 1, 2],
    [2, 1, 3],
    [3, 2, 1],
    [4, 3, 1],
    [5, 3, 2],
    [6, 4, 1],
  ])('offset %i is line %i, column %i', (offset, line, column) => {
    expect(source.placeOf(offset)).toEqual({ file: 'f', line, column });
  });

  it('agrees with counting, for any text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r') });
    fc.assert(
      fc.property(text, fc.nat(30), (content, at) => {
        const offset = Math.min(at, content.length);
        const before = content.slice(0, offset).split('\n');
        expect(new Source(content, 'f').placeOf(offset)).toEqual({
          file: 'f',
          line: before.length,
          column: (before.at(-1)?.length ?? 0) + 1,
        });
      }),
    );
  });
});

describe('report', () => {
  it('keeps problems in the order in which they were found', () => {
    const source = new Source('a\nb', 'f');
    source.report('B', 2, 'second');
    source.report('A', 0, 'first');
    expect(source.diagnostics).toEqual([
      { severity: 'error', code: 'B', at: { file: 'f', line: 2, column: 1 }, message: 'second' },
      { severity: 'error', code: 'A', at: { file: 'f', line: 1, column: 1 }, message: 'first' },
    ]);
  });
});

describe('sameName', () => {
  it.each([
    ['rule', 'RULE', true],
    ['if_sid', 'If_Sid', true],
    ['rule', 'rules', false],
    ['', '', true],
    ['\xe4', '\xc4', false],
    ['k', '\u212a', false],
  ])('%j and %j: %j', (a, b, expected) => {
    expect(sameName(a, b)).toBe(expected);
    expect(sameName(b, a)).toBe(expected);
  });
});
