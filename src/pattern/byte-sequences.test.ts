import { describe, expect, it } from 'vitest';
import type { ByteSequence } from './byte-sequences.ts';
import { pointSequences, unitSequences } from './byte-sequences.ts';
import { asciiBytes, CharSet } from './char-set.ts';
import { pointBytes } from './utf8.ts';

function takes(sequences: readonly ByteSequence[], bytes: string): boolean {
  return sequences.some(
    (sequence) =>
      sequence.length === bytes.length && sequence.every((set, i) => set.has(bytes.charCodeAt(i))),
  );
}

describe('the ways to spell a code point', () => {
  it.each([
    ['k', 'ascii', ['k', 'K'], ['\u212a']],
    ['k', 'utf8', ['k', 'K', '\u212a'], ['q', '\u00e9']],
    ['s', 'broken', ['s', 'S', '\u017f'], ['z']],
    ['\u00e9', 'utf8', ['\u00e9', '\u00c9'], ['e']],
    ['\u00b5', 'utf8', ['\u00b5', '\u03bc', '\u039c'], ['u']],
  ] as const)('%s for %s texts', (point, text, taken, left) => {
    const sequences = pointSequences(point.codePointAt(0) ?? 0, text);
    for (const one of taken) {
      expect(takes(sequences, pointBytes(one.codePointAt(0) ?? 0)), one).toBe(true);
    }
    for (const one of left) {
      expect(takes(sequences, pointBytes(one.codePointAt(0) ?? 0)), one).toBe(false);
    }
  });

  it('says nothing matches where no way is left', () => {
    const sequences = pointSequences(0xe9, 'ascii');
    expect(sequences).toHaveLength(1);
    expect(sequences[0]?.[0]?.size).toBe(0);
  });
});

describe('the ways to spell one of a class', () => {
  const unit = { kind: 'unit', ascii: asciiBytes, beyond: 'all', others: [] } as const;
  const letters = { ...unit, beyond: 'no-letters' } as const;
  const few = { kind: 'unit', ascii: CharSet.chars('x'), beyond: 'none', others: [0xe9] } as const;

  it.each([
    ['ASCII alone', unit, 'ascii', 'a', true],
    ['ASCII alone', unit, 'ascii', '\xc3\xa9', false],
    ['two bytes', unit, 'utf8', '\xc3\xa9', true],
    ['three bytes', unit, 'utf8', '\xe2\x82\xac', true],
    ['four bytes', unit, 'utf8', '\xf0\x9f\x98\x80', true],
    ['a stray byte', unit, 'utf8', '\xe9', false],
    ['a stray byte', unit, 'broken', '\xe9', true],
    ['the Kelvin sign', unit, 'utf8', '\xe2\x84\xaa', true],
    ['the Kelvin sign, a letter', letters, 'utf8', '\xe2\x84\xaa', false],
    ['its neighbour', letters, 'utf8', '\xe2\x84\xab', true],
    ['the long s, a letter', letters, 'utf8', '\xc5\xbf', false],
    ['its neighbour', letters, 'utf8', '\xc5\xbe', true],
    ['one of the others', few, 'utf8', '\xc3\xa9', true],
    ['none of the others', few, 'broken', '\xc3\xa8', false],
    ['a stray byte, where none is meant', few, 'broken', '\xe9', false],
  ] as const)('%s', (_, node, text, bytes, taken) => {
    expect(takes(unitSequences(node, text), bytes)).toBe(taken);
  });
});
