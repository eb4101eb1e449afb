import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blanked } from './blanked.ts';

describe('blanked', () => {
  it.each([
    ['code stays', 'a(b) / c / d;', 'a(b) / c / d;'],
    ['a comment goes', 'a; // b\nc;', 'a;     \nc;'],
    ['a long comment goes, its line breaks stay', '/* a\n b */c', '    \n     c'],
    ['a text is emptied', "a('b}');", "a('  ');"],
    ['an escape in a text', "'a\\'b' c", "'    ' c"],
    ['a double-quoted text', '"//" a', '"  " a'],
    ['a template', '`a${b}c` d', '` ${b} ` d'],
    ['a text in a hole', "`${a('}')}`", "`${a(' ')}`"],
    ['an object in a hole', '`${{ a: 1 }}` b', '`${{ a: 1 }}` b'],
    ['a template in a hole', '`a${`b${c}`}`', '` ${` ${c}`}`'],
    ['a pattern', 'a = /b{/g;', 'a = /  /g;'],
    ['a slash in a class of a pattern', '(/[/"]/)', '(/    /)'],
    ['an escaped slash in a pattern', '(/\\/"/)', '(/   /)'],
    ['a pattern after return', 'return /a"/;', 'return /  /;'],
    ['a division', 'a = b / c; d = "/";', 'a = b / c; d = " ";'],
    ['a division after brackets', '(a) / b["c"] / d', '(a) / b[" "] / d'],
    ['a text that does not end', "a'bc", "a'  "],
  ])('%s', (_, source, expected) => {
    expect(blanked(source)).toBe(expected);
  });

  it('keeps the length and the line breaks of any text', () => {
    const piece = fc.constantFrom(
      '/',
      '*',
      "'",
      '"',
      '`',
      '${',
      '}',
      '\\',
      '\n',
      'a',
      ' ',
      '[',
      '(',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const source = pieces.join('');
        const result = blanked(source);
        expect(result).toHaveLength(source.length);
        expect(result.replace(/[^\n]/g, ' ')).toBe(source.replace(/[^\n]/g, ' '));
      }),
    );
  });
});
