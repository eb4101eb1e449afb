import { describe, expect, it } from 'vitest';
import { fromUtf8, toUtf8 } from '../base/index.ts';
import { compiled, expectRow, problemOf, type Row, tryPattern } from './testing/try-pattern.ts';

/** Every ASCII character that the pattern takes as a whole subject. */
function taken(pattern: string): string {
  const whole = compiled('osregex', `^${pattern}$`);
  return Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
    .filter((char) => tryPattern(whole, char) !== undefined)
    .join('');
}

const all = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join('');
const wordChars = '-0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const punctuation = '!"#$%&\'()*+,-.:;<=>?[]{|}';

function allBut(chars: string): string {
  return Array.from(all)
    .filter((char) => !chars.includes(char))
    .join('');
}

describe('OS_Regex classes', () => {
  it.each([
    ['\\d', '0123456789'],
    ['\\D', allBut('0123456789')],
    ['\\w', wordChars],
    ['\\W', allBut(wordChars)],
    ['\\s', ' '],
    ['\\S', allBut(' ')],
    ['\\p', punctuation],
    ['\\.', all],
    ['\\t', '\t'],
    ['\\$', '$'],
    ['\\(', '('],
    ['\\)', ')'],
    ['\\{', '{'],
    ['\\}', '}'],
    ['\\[', '['],
    ['\\]', ']'],
    ['\\\\', '\\'],
    ['\\|', '|'],
    ['\\<', '<'],
    ['.', '.'],
    ['[', '['],
    [']', ']'],
    ['{', '{'],
    ['}', '}'],
    ['+', '+'],
    ['?', '?'],
    ['*', '*'],
    ['a', 'Aa'],
    ['Z', 'Zz'],
    ['/', '/'],
    ['~', '~'],
  ])('%s takes %j', (pattern, chars) => {
    expect(taken(pattern)).toBe(Array.from(chars).sort().join(''));
  });

  it.each<[pattern: string, subject: string, takes: boolean]>([
    ['\\.', 'é', true],
    ['\\.', '日', true],
    ['\\.', '😀', true],
    ['\\.\\.', 'é', false], // One code point is one character, however many bytes it has.
    ['\\.\\.', '日本', true],
    ['\\D', 'é', true],
    ['\\S', 'é', true],
    ['\\W', 'é', true],
    ['\\w', 'é', false],
    ['\\p', '«', false],
    ['\\d', '٣', false],
    ['\\s', '\u00a0', false],
    ['\\w', '\u212a', true], // The Kelvin sign folds to k, the long s to s.
    ['\\w', '\u017f', true],
    ['\\W', '\u212a', false],
    ['\\W', '\u017f', false],
    ['\\W', '\u212b', true],
    ['\\W', '\u017e', true],
    ['\\W', '\u2129', true],
    ['k', '\u212a', true],
    ['\u017f', 'S', true],
    ['é', 'É', true],
    ['я', 'Я', true],
    ['ς', 'Σ', true],
    ['ß', 'ẞ', true],
    ['ß', 'ss', false],
    ['😀', '😀', true],
  ])('beyond ASCII: %s on %s', (pattern, subject, takes) => {
    const whole = compiled('osregex', fromUtf8(`^(${pattern})$`));
    const found = tryPattern(whole, fromUtf8(subject));
    expect(found?.groups.map(toUtf8)).toEqual(takes ? [subject] : undefined);
  });

  it.each<Row>([
    // A repeat does not end within a code point: what stands behind it begins at the next one.
    ['\\.+\\.+', '\xc3\xa9', -1],
    ['\\.+(\\.+)', 'a\xc3\xa9', 3, '\xc3\xa9'],
    ['\\S+(\\S)x', '\xc3\xa9\xe2\x82\xacx', 6, '\xe2\x82\xac'],
    ['(\\W+)\\s*', '\xc3\xa9\xc3\xa9 ', 2, '\xc3\xa9'],
    ['\\w+', '\xc3\xa9ab', 4],
    // Bytes that are no UTF-8 are characters of their own.
    ['^\\.$', '\xe9', 1],
    ['^\\.\\.$', '\xe9\xff', 2],
    ['^\\D+$', 'caf\xe9', 4],
    ['caf\\S', 'caf\xe9 ', 4],
    ['(\\w+) (\\S+)', 'x caf\xe9', 6, 'x', 'caf\xe9'],
    ['\xe9+', 'caf\xe9+', 5],
    ['\\w', '\xe9', -1],
    ['\\W', '\xe9', 1],
    ['\xe9', '\xc9', -1],
  ])('bytes: %j on %j', (...row) => expectRow('osregex', row));
});

describe('OS_Regex quantifiers', () => {
  it.each<Row>([
    // + and * count when the byte two before is a backslash.
    ['a+b', 'a+b', 3],
    ['a+b', 'aab', -1],
    ['a*', 'a', -1],
    ['\\d+', 'abc123', 6],
    ['\\d*', '123', 3],
    ['\\d*', 'abc', 0],
    ['(\\d)+', '12', -1],
    ['(\\d)+', '12+', 3, '2'],
    ['\\\\d+', '\\ddd', 4],
    ['\\\\d+', '\\d', 2],
    ['\\\\+', '\\\\', 1],
    ['x\\\\+y', 'x\\\\\\y', 5],
    ['\\(+', '(((', 3],
    ['\\d++', '1+', 2],
    ['\\d++', '1', -1],
    ['\\d+*', '12*', 3],
    ['\\d?', '1?', 2],
    ['\\d?', '1', -1],
    ['\\d{3}', '123', -1],
    ['\\d{3}', '1{3}', 4],
    ['[\\d]', '[5]', 3],
    ['\\.*x', 'abx', 3],
    ['\\$+', '$$', 2],
    ['\\|+', '||', 2],
    ['\\t*a', '\t\ta', 3],
    ['\\p+', '.,;a', 3],
    ['.+', '.+', 2],
    ['.+', '..', -1],
    ['(\\\\)+', '\\\\', 2, '\\'], // A group that ends with a backslash is repeated.
  ])('%j on %j', (...row) => expectRow('osregex', row));

  it.each<Row>([
    // Lazy, but for the last one before an alternative's end.
    ['(\\d+)(\\d+)', '1234', 4, '1', '234'],
    ['(\\d+)\\d', '1234', 2, '1'],
    ['(\\w+)x', 'axbxc', 2, 'a'],
    ['(\\.+) (\\.+)', 'a b c d', 7, 'a', 'b c d'],
    ['(\\d+|x)y', '12y', 3, '12'],
    ['(\\d*)', 'abc123', 0, ''],
    ['(\\d*)', '123', 3, '123'],
    ['(\\d+)', '123', 3, '123'],
    ['((\\d+))', '123', 3, '123', '123'],
    ['((\\d+))x', '123x', 4, '123', '123'],
    ['(\\d+) |\\w', '12 ', 3, '12'],
    ['\\w+|x', 'abc', 3],
    ['x\\w+ |y', 'xabc ', 5],
    ['(\\.+)$', 'a b', 3, 'a b'],
    ['(\\d*)(\\w*)', '12ab', 4, '', '12ab'],
    ['(\\\\+)', '\\\\\\', 1, '\\'], // A repeated backslash stays lazy.
    ['(\\S+)(\\s*)', 'ab  ', 1, 'a', ''],
    ['user (\\S+) from (\\S+)', 'user bob from 1.2.3.4 x', 21, 'bob', '1.2.3.4'],
    ['\\s+(\\S*)\\s*-', 'a  b -', 6, 'b'],
  ])('greed: %j on %j', (...row) => expectRow('osregex', row));
});

describe('OS_Regex anchors and alternatives', () => {
  it.each<Row>([
    ['^a', 'abc', 1],
    ['^b', 'abc', -1],
    ['x|^b', 'bcd', 1],
    ['x|^b', 'abx', 3],
    ['a^b', 'ab', -1],
    ['a^b', 'a^b', -1],
    ['a$b', 'a$b', -1],
    ['foo$', 'xfoo', 4],
    ['\\w$', 'a\n', -1], // Never before a final newline.
    ['\\w+$', 'x ab', 4],
    ['(^a|b)c', 'xbc', 3, 'b'],
    ['(^a|b)c', 'xac', -1],
    ['(a|b$)', 'xb', 2, 'b'],
    ['a|b|', 'xyz', 0],
    ['|a', 'a', 0],
    ['(|a)b', 'ab', 2, 'a'],
    ['()', 'x', 0, ''],
    ['(a)(b)|(a)(c)', 'ac', 2, 'a', 'c'],
    ['ab|abc', 'abc', 2],
  ])('%j on %j', (...row) => expectRow('osregex', row));

  it.each<Row>([
    ['^foo', 'foobar', 3],
    ['^FOO', 'foobar', 3],
    ['foo$', 'foobarFOO', 9],
    ['^foo$', 'Foo', 3],
    ['^foo$', 'foo\n', -1],
    ['^foo$', 'xfoo', -1],
    ['^', 'abc', 0],
    ['$', 'abc', 3],
    ['^$', '', 0],
    ['^$', 'a', -1],
    ['^"x" #1, ok & more/less: <a>=~@_`%!;$', '"X" #1, OK & more/less: <A>=~@_`%!;', 35],
    ['^a:b;c$', 'A:B;C', 5],
  ])('plain texts with anchors: %j on %j', (...row) => expectRow('osregex', row));

  it.each<[pattern: string, subject: string, plain: boolean, matches: boolean]>([
    ['^k', '\u212a', true, false], // Compared with ASCII folding alone.
    ['^k\\w*', '\u212a', false, true],
    ['^s$', '\u017f', true, false],
    ['^(s)$', '\u017f', false, true],
    ['^é', 'É', false, true], // Not of the characters of plain texts.
    ['k', '\u212a', false, true],
    ['^a.b', 'a.b', false, true],
  ])('%s on %s is a plain comparison: %s', (text, subject, plain, matches) => {
    const pattern = compiled('osregex', fromUtf8(text));
    expect(pattern.anchoredLiteral).toBe(plain);
    expect(tryPattern(pattern, fromUtf8(subject)) !== undefined).toBe(matches);
  });
});

describe('OS_Regex captures', () => {
  it.each<Row>([
    ['(x)|(\\w+) (\\d+)', 'user 12', 7, 'user', '12'], // Unset groups are left out.
    ['(a)|(b)|(c)', 'c', 1, 'c'],
    ['(a(b))c', 'abc', 3, 'ab', 'b'],
    ['(a(x)|a(b))', 'ab', 2, 'ab', 'b'],
    ['(\\d*)x(\\d*)', 'x7', 2, '', '7'], // Empty ones stay.
    ['(\\S+)=(\\S+)', 'KEY=Value', 9, 'KEY', 'Value'], // The case of the subject.
    ['(\\.+)', 'a\nb', 3, 'a\nb'],
  ])('%j on %j', (...row) => expectRow('osregex', row));

  it('are 64 at most', () => {
    const pattern = compiled('osregex', '(a)'.repeat(70));
    expect(pattern.captureCount).toBe(70);
    expect(tryPattern(pattern, 'a'.repeat(70))?.groups).toHaveLength(64);
  });
});

describe('OS_Regex problems', () => {
  it.each<[pattern: string, offset: number, reason: string]>([
    ['', 0, 'empty'],
    ['(abc', 0, 'not closed'],
    ['a(b(c)', 1, 'not closed'],
    ['abc)', 3, 'closes no group'],
    ['(a))', 3, 'closes no group'],
    ['ab\\', 2, 'ends the pattern'],
    ['(\\d+\\', 4, 'ends the pattern'],
    ['a\\n', 1, 'unknown escape \\n'],
    ['\\+', 0, 'unknown escape \\+'],
    ['\\*', 0, 'unknown escape \\*'],
    ['\\?', 0, 'unknown escape \\?'],
    ['\\-', 0, 'unknown escape \\-'],
    ['\\/', 0, 'unknown escape \\/'],
    ['\\"', 0, 'unknown escape \\"'],
    ['\\>', 0, 'unknown escape \\>'],
    ['\\^', 0, 'unknown escape \\^'],
    ['\\b', 0, 'unknown escape \\b'],
    ['\\x41', 0, 'unknown escape \\x'],
    ['\\r', 0, 'unknown escape \\r'],
    ['\\A', 0, 'unknown escape \\A'],
    ['\\ ', 0, 'unknown escape \\ '],
    ['(\\d|\\q)', 4, 'unknown escape \\q'],
    ['\\\\++', 3, 'repeats a repeat'],
    ['\\\\|+', 3, 'repeats nothing'],
    ['\\\\(+)', 3, 'repeats nothing'],
    ['\\\\^*', 3, 'not repeated'],
  ])('%s has one at %i', (pattern, offset, reason) => {
    const problem = problemOf('osregex', pattern);
    expect(problem?.reason).toContain(reason);
    expect(problem?.offset).toBe(offset);
  });

  it('has one beyond its bounds, none up to them', () => {
    expect(problemOf('osregex', 'a'.repeat(2049))).toMatchObject({ offset: 2048 });
    expect(problemOf('osregex', '('.repeat(300))?.reason).toContain('too deep');
    expect(problemOf('osregex', 'a'.repeat(2048))).toBeUndefined();
    expect(problemOf('osregex', `${'('.repeat(200)}a${')'.repeat(200)}`)).toBeUndefined();
  });
});
