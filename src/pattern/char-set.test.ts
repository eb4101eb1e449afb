import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyByte,
  asciiBytes,
  CharSet,
  digits,
  escapeByte,
  highBytes,
  whiteSpace,
  wordBytes,
} from './char-set.ts';

function bytesOf(set: CharSet): readonly number[] {
  return Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => set.has(byte));
}

const someSet = fc
  .array(fc.tuple(fc.nat(255), fc.nat(40)), { maxLength: 6 })
  .map((ranges) =>
    CharSet.of(...ranges.map(([from, n]) => [from, Math.min(255, from + n)] as const)),
  );

describe('sets of bytes', () => {
  it.each<[name: string, set: CharSet, size: number, has: string, hasNot: string]>([
    ['nothing', CharSet.of(), 0, '', 'a0\0\xff'],
    ['one byte', CharSet.of([0x41, 0x41]), 1, 'A', 'a@B'],
    ['a range with both ends', CharSet.of([0x61, 0x63]), 3, 'abc', '`dA'],
    ['ranges that overlap', CharSet.of([0x61, 0x63], [0x62, 0x64]), 4, 'abcd', '`e'],
    ['characters', CharSet.chars('xyzx'), 3, 'xyz', 'wX'],
    ['one character', CharSet.chars('-'), 1, '-', '+'],
    ['every byte', anyByte, 256, '\0\n\x7f\x80\xff', ''],
    ['ASCII', asciiBytes, 128, '\0\x7f', '\x80\xff'],
    ['beyond ASCII', highBytes, 128, '\x80\xff', '\0\x7f'],
    ['digits', digits, 10, '09', '/:a'],
    ['word bytes', wordBytes, 63, 'azAZ09_', '-@\xe9'],
    ['white space', whiteSpace, 6, '\t\n\v\f\r ', '\0\xa0\x85'],
  ])('%s', (_, set, size, has, hasNot) => {
    expect(set.size).toBe(size);
    for (const char of has) expect(set.has(char.charCodeAt(0))).toBe(true);
    for (const char of hasNot) expect(set.has(char.charCodeAt(0))).toBe(false);
  });

  it('knows no byte outside of its range', () => {
    expect(anyByte.has(256)).toBe(false);
    expect(anyByte.has(-1)).toBe(false);
    expect(anyByte.has(Number.NaN)).toBe(false);
  });

  it.each([
    ['a', 'a'],
    ['A', 'a'],
    ['7', '7'],
    ['\n', '\n'],
    ['aA', 'a'],
    ['ab', undefined],
    ['a7', undefined],
    ['', undefined],
    ['@`', undefined], // 32 apart like letters, but none.
    ['[{', undefined],
    ['\xe9', undefined],
    ['\xc9\xe9', undefined],
  ])('%j stands for the letter %j', (chars, letter) => {
    expect(CharSet.chars(chars).letter()).toBe(letter);
  });

  it.each([
    ['a', 'aA'],
    ['Z', 'zZ'],
    ['aZ', 'aAzZ'],
    ['@[`{', '@[`{'],
    ['5_-', '5_-'],
    ['\xe9', '\xe9'], // Latin-1 letters are bytes like others.
    ['', ''],
  ])('%j folds to %j', (chars, folded) => {
    expect(bytesOf(CharSet.chars(chars).fold())).toEqual(bytesOf(CharSet.chars(folded)));
  });

  it.each([
    ['a', 'a'],
    ['_', '_'],
    ['.', '\\x2e'],
    ['\\', '\\x5c'],
    ['\0', '\\x00'],
    ['\n', '\\x0a'],
    ['\xff', '\\xff'],
  ])('writes the byte %j as %s', (char, source) => {
    expect(escapeByte(char.charCodeAt(0))).toBe(source);
  });

  it.each([
    [CharSet.of(), '[]'],
    [anyByte, '[^]'],
    [CharSet.chars('a'), 'a'],
    [CharSet.chars('-'), '\\x2d'],
    [CharSet.chars('ab'), '[ab]'],
    [CharSet.chars('abc'), '[a-c]'],
    [CharSet.chars('a]^'), '[\\x5d\\x5ea]'],
    [anyByte.without(CharSet.chars('\n')), '[^\\x0a]'],
    [digits.negate(), '[^0-9]'],
  ])('is written for JavaScript, %#', (set, source) => {
    expect(set.source()).toBe(source);
    expect(set.source()).toBe(source); // The second time from memory.
  });

  it('means in JavaScript what it is', () => {
    fc.assert(
      fc.property(someSet, fc.boolean(), (plain, negated) => {
        const set = negated ? plain.negate() : plain;
        const expression = new RegExp(`^${set.source()}$`);
        for (let byte = 0; byte < 256; byte++) {
          expect(expression.test(String.fromCharCode(byte))).toBe(set.has(byte));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('obeys the laws of sets', () => {
    fc.assert(
      fc.property(someSet, someSet, (a, b) => {
        const both = a.union(b);
        const rest = a.without(b);
        for (let byte = 0; byte < 256; byte++) {
          expect(both.has(byte)).toBe(a.has(byte) || b.has(byte));
          expect(rest.has(byte)).toBe(a.has(byte) && !b.has(byte));
          expect(a.negate().has(byte)).toBe(!a.has(byte));
        }
        expect(bytesOf(a.fold().fold())).toEqual(bytesOf(a.fold()));
        expect(a.size + a.negate().size).toBe(256);
      }),
      { numRuns: 60 },
    );
  });
});
