import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCdbText } from './cdb-list.ts';

describe('parseCdbText', () => {
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['nothing', '', {}],
    ['a line', 'a:1\n', { a: '1' }],
    ['no final newline', 'a:1\nb:2', { a: '1', b: '2' }],
    ['CRLF', 'a:1\r\nb:2\r\n', { a: '1', b: '2' }],
    ['an empty value', 'a:\n', { a: '' }],
    ['an empty key', ':1\n', { '': '1' }],
    ['colons in the value', 'a:1:2:3\n', { a: '1:2:3' }],
    ['no colon', 'a\nb:2\n', { b: '2' }],
    ['empty lines', '\n\na:1\n\n', { a: '1' }],
    ['blanks stay', ' a : 1 \n', { ' a ': ' 1 ' }],
    ['a comment', '### all\na:1\n', { a: '1' }],
    ['a comment behind a value, with the blanks before it', 'a:1 \t### why\n', { a: '1' }],
    ['a comment behind a key', 'a ### b:1\n', {}],
    ['one or two signs are no comment', '# c:x\nd:## y\n', { '# c': 'x', d: '## y' }],
    ['the first of equal keys', 'a:1\na:2\n', { a: '1' }],
    [
      'what objects have',
      '__proto__:1\nconstructor:2\n',
      Object.fromEntries([
        ['__proto__', '1'],
        ['constructor', '2'],
      ]),
    ],
    ['other bytes', 'caf\xc3\xa9:\xff\n', { 'caf\xc3\xa9': '\xff' }],
    ['a prefix of a network', '10.1.:office\n', { '10.1.': 'office' }],
  ])('%s', (_, text, entries) => {
    const list = parseCdbText(text);
    expect(list.size).toBe(Object.keys(entries).length);
    for (const [key, value] of Object.entries(entries)) expect(list.get(key)).toBe(value);
    expect(list.get('no such key')).toBeUndefined();
  });

  it('reads back what was written', () => {
    const piece = fc.string({
      unit: fc.constantFrom('a', 'b', '.', ' ', '#', '\xe9'),
      maxLength: 6,
    });
    const entries = fc.uniqueArray(fc.tuple(piece, piece), { selector: ([key]) => key });
    fc.assert(
      fc.property(entries, (all) => {
        const plain = all.filter((pair) => !pair.join(':').includes('###'));
        const list = parseCdbText(plain.map((pair) => `${pair.join(':')}\n`).join(''));
        expect(list.size).toBe(plain.length);
        for (const [key, value] of plain) expect(list.get(key)).toBe(value);
      }),
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(':', '#', '\r', '\n', '\0', 'a', ' ', '\xff'),
          maxLength: 80,
        }),
        (text) => {
          expect(parseCdbText(text).size).toBeLessThanOrEqual(text.split('\n').length);
        },
      ),
    );
  });
});
