import { describe, expect, it } from 'vitest';
import { byteEscape, readClass } from './pcre2-class.ts';

const every = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

/** What a class takes, of the bytes that can be printed and some others. */
function taken(text: string, caseless: boolean): string | undefined {
  const found = readClass(text, 0, caseless);
  if (!found.ok) return undefined;
  expect(found.length).toBe(text.length);
  return every.filter((char) => found.set.has(char.charCodeAt(0))).join('');
}

function sorted(chars: string): string {
  return [...new Set(chars)].sort().join('');
}

function allBut(chars: string): string {
  return every.filter((char) => !chars.includes(char)).join('');
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';

describe('classes', () => {
  it.each<[text: string, takes: string, caselessly: string]>([
    ['[ab]', 'ab', 'abAB'],
    ['[a-c]', 'abc', 'abcABC'],
    ['[^ab]', allBut('ab'), allBut('abAB')],
    ['[^A-Z]', allBut(upper), allBut(upper + lower)],
    ['[]a]', ']a', ']aA'],
    ['[^]a]', allBut(']a'), allBut(']aA')],
    ['[a-]', 'a-', 'aA-'],
    ['[-a]', 'a-', 'aA-'],
    ['[a^]', 'a^', 'aA^'],
    ['[\\^a]', 'a^', 'aA^'],
    ['[a\\]b]', 'a]b', 'a]bAB'],
    ['[a\\-c]', 'a-c', 'a-cAC'],
    ['[+--]', '+,-', '+,-'],
    ['[.*+?()|$]', '.*+?()|$', '.*+?()|$'],
    ['[\\d.]', `${digits}.`, `${digits}.`],
    ['[\\w-]', `${digits}${lower}${upper}_-`, `${digits}${lower}${upper}_-`],
    ['[\\D]', allBut(digits), allBut(digits)],
    ['[^\\D]', digits, digits],
    ['[\\s]', '\t\n\v\f\r ', '\t\n\v\f\r '],
    ['[\\h\\v]', ' \t\xa0\n\v\f\r\x85', ' \t\xa0\n\v\f\r\x85'],
    ['[\\n\\r\\t]', '\n\r\t', '\n\r\t'],
    ['[\\b]', '\b', '\b'],
    ['[\\x41-\\x{43}]', 'ABC', 'ABCabc'],
    ['[\\101]', 'A', 'Aa'],
    ['[\\1]', '\x01', '\x01'],
    ['[\\0]', '\0', '\0'],
    ['[[:alpha:]]', lower + upper, lower + upper],
    ['[[:digit:][:blank:]]', `${digits} \t`, `${digits} \t`],
    ['[[:upper:]]', upper, lower + upper],
    ['[[:^lower:]]', allBut(lower), allBut(lower + upper)],
    ['[^[:alnum:]]', allBut(digits + lower + upper), allBut(digits + lower + upper)],
    ['[[:xdigit:]]', `${digits}abcdefABCDEF`, `${digits}abcdefABCDEF`],
    ['[[:punct:]]', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
    ['[[:word:]]', `${digits}${lower}${upper}_`, `${digits}${lower}${upper}_`],
    ['[[:space:]]', '\t\n\v\f\r ', '\t\n\v\f\r '],
    ['[[:^digit:]]', allBut(digits), allBut(digits)],
    ['[[a]', '[a', '[aA'],
    ['[[:a]', '[:a', '[:aA'],
    ['[\xe9-\xeb]', '\xe9\xea\xeb', '\xe9\xea\xeb'],
  ])('%j', (text, takes, caselessly) => {
    expect(taken(text, false)).toBe(sorted(takes));
    expect(taken(text, true)).toBe(sorted(caselessly));
  });

  it.each([
    ['graph', '!~', ' \x7f'],
    ['print', ' ~', '\n\x7f'],
    ['cntrl', '\0\x1f\x7f', ' a'],
    ['ascii', '\0\x7f', '\x80'],
  ])('[:%s:]', (name, has, hasNot) => {
    const chars = taken(`[[:${name}:]]`, false) ?? '';
    for (const char of has) expect(chars).toContain(char);
    for (const char of hasNot) expect(chars).not.toContain(char);
  });

  it.each([
    '[',
    '[a',
    '[^',
    '[]',
    '[^]',
    '[a\\',
    '[a\\]',
    '[b-a]',
    '[a-\\d]',
    '[[:nope:]]',
    '[\\q]',
  ])('%s is none', (text) => {
    expect(readClass(text, 0, true).ok).toBe(false);
  });

  it('is read from where it stands', () => {
    expect(readClass('x[a]y', 1, false)).toMatchObject({ ok: true, length: 3 });
  });
});

describe('escapes for one byte', () => {
  it.each<[text: string, byte: number | undefined, length: number]>([
    ['\\n', 10, 2],
    ['\\x', 0, 2],
    ['\\x4', 4, 3],
    ['\\x41', 0x41, 4],
    ['\\x411', 0x41, 4],
    ['\\x{7}', 7, 5],
    ['\\x{00ff}', 0xff, 8],
    ['\\x{100}', undefined, 0],
    ['\\x{}', undefined, 0],
    ['\\x{g}', undefined, 0],
    ['\\0', 0, 2],
    ['\\01', 1, 3],
    ['\\0123', 10, 4],
    ['\\o{377}', 255, 7],
    ['\\o{400}', undefined, 0],
    ['\\o{8}', undefined, 0],
    ['\\c@', 0, 3],
    ['\\cz', 26, 3],
    ['\\c', undefined, 0],
    ['\\.', 0x2e, 2],
    ['\\\xe9', 0xe9, 2],
    ['\\q', undefined, 0],
    ['\\8', undefined, 0],
    ['\\', undefined, 0],
  ])('%j', (text, byte, length) => {
    const found = byteEscape(text, 0);
    expect(found).toEqual(byte === undefined ? undefined : { byte, length });
  });
});
