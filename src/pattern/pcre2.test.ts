import { describe, expect, it } from 'vitest';
import { compiled, expectRow, problemOf, type Row, tryPattern } from './testing/try-pattern.ts';

describe('PCRE2 pieces', () => {
  it.each<Row>([
    // Without regard to case, and one byte at a time.
    ['abc', 'xABC', 4],
    ['a.c', 'aéc', 3],
    ['.', '\n', -1],
    ['^.$', '\xe9', 1],
    ['^.$', '\xc3\xa9', -1],
    ['\xe9', '\xc9', -1],
    ['\\w', '\xe9', -1],
    ['\\W', '\xe9', 1],
    ['k', '\xe2\x84\xaa', -1],
    // Escapes for classes.
    ['^\\d+\\D$', '12x', 3],
    ['^\\w+$', 'az_09', 5],
    ['\\w', '-', -1],
    ['^\\s+$', ' \t\n\v\f\r', 6],
    ['\\S', ' \t', -1],
    ['^\\h+$', ' \t\xa0', 3],
    ['\\h', '\n', -1],
    ['^\\H$', '\n', 1],
    ['^\\v+\\z', '\n\v\f\r\x85', 5],
    ['^\\V$', '\t', 1],
    ['^\\N$', 'x', 1],
    ['\\N', '\n', -1],
    ['^a\\Rb$', 'a\r\nb', 4],
    ['^a\\Rb$', 'a\nb', 3],
    ['^a\\Rb$', 'a\x85b', 3],
    ['\\R\\n', '\r\n', -1], // It does not give the line feed back.
    // Escapes for one byte.
    ['^\\a\\e\\f\\n\\r\\t\\z', '\x07\x1b\f\n\r\t', 6],
    ['\\x41', 'xa', 2],
    ['^\\x4\\z', '\x04', 1],
    ['^\\xg\\z', '\0g', 2],
    ['\\x{62}', 'b', 1],
    ['\\x{0062}', 'b', 1],
    ['^\\0\\z', '\0', 1],
    ['^\\012\\z', '\n', 1],
    ['\\o{101}', 'a', 1],
    ['\\101', 'a', 1], // Too big for a reference.
    ['^\\12\\z', '\n', 1],
    ['^\\cA\\z', '\x01', 1],
    ['^\\ca\\z', '\x01', 1],
    ['^\\c[\\z', '\x1b', 1],
    ['\\.\\*\\/\\"\\-\\<\\ ', '.*/"-< ', 7],
    // Quoted text.
    ['\\Qa.b\\E', 'axb', -1],
    ['\\Qa.b\\E', 'A.B', 3],
    ['\\Qab\\E+', 'abbb', 4],
    ['\\Q(\\E+', '(((', 3],
    ['\\Qa|b', 'a|b', 3],
    ['x\\Q\\Ey', 'xy', 2],
    ['a\\E+b', 'aab', 3],
    ['a\\Q\\E+b', 'aab', 3],
    // Comments.
    ['a(?#no b)c', 'ac', 2],
    ['a(?#many)+b', 'aab', 3],
    // Characters that are themselves where they mean nothing.
    ['a{', 'a{', 2],
    ['a{x}', 'a{x}', 4],
    ['a{,2}', 'a{,2}', 5],
    ['{a}', '{a}', 3],
    ['a]', 'a]', 2],
    ['#', '#', 1],
  ])('%j on %j', (...row) => expectRow('pcre2', row));
});

describe('PCRE2 anchors', () => {
  it.each<Row>([
    ['^b', 'ab', -1],
    ['^b', 'a\nb', -1],
    ['a$', 'ab', -1],
    ['\\d+$', '12', 2],
    ['\\d+$', '12\n', 2], // Before one final newline.
    ['\\d+$', '12\n\n', -1],
    ['\\d+$', '12\nx', -1],
    ['\\Ab', 'ab', -1],
    ['(?m)\\Ab', 'a\nb', -1],
    ['\\d\\z', '1\n', -1],
    ['\\d\\z', '1', 1],
    ['\\d\\Z', '1\n', 1],
    ['\\d\\Z', '1\n\n', -1],
    ['(?m)^b', 'a\nb', 3],
    ['(?m)a$', 'a\nb', 1],
    ['(?m)a$', 'a\n\n', 1],
    ['(?m)^$', 'a\n\nb', 2],
    ['\\bfoo\\b', 'a foo.', 5],
    ['\\bfoo\\b', 'afoo', -1],
    ['\\boo', 'foo', -1],
    ['\\Boo', 'foo', 3],
    ['\\bt', '\xe9t', 2], // Bytes beyond ASCII are no word characters.
    // Plain texts are compared to the very end.
    ['foo$', 'foo\n', -1],
    ['^foo$', 'foo\n', -1],
    ['^foo$', 'FOO', 3],
    ['^foo', 'foobar', 3],
    ['foo$', 'x foo', 5],
    ['^foo\\.$', 'foo.\n', 4],
  ])('%j on %j', (...row) => expectRow('pcre2', row));
});

describe('PCRE2 repeats', () => {
  it.each<Row>([
    ['(a*)(a*)', 'aaa', 3, 'aaa', ''],
    ['(a*?)(a*)', 'aaa', 3, '', 'aaa'],
    ['(a+?)(a*)', 'aaa', 3, 'a', 'aa'],
    ['(a??)(a*)', 'aaa', 3, '', 'aaa'],
    ['(a?)(a*)', 'aaa', 3, 'a', 'aa'],
    ['^a{2}', 'aaa', 2],
    ['^a{2}$', 'aaa', -1],
    ['^a{2,3}', 'aaaa', 3],
    ['^a{2,3}?', 'aaaa', 2],
    ['^a{2,}', 'aaaa', 4],
    ['^a{2,}?', 'aaaa', 2],
    ['^a{0}b', 'b', 1],
    ['^a{0,1}b', 'ab', 2],
    ['^(?:ab){2}$', 'abab', 4],
    ['(a|b)*', 'abba', 4, 'a'],
    ['(?:a|ab)(c)?', 'abc', 1],
    ['a++b', 'aab', 3],
    ['a++a', 'aaa', -1],
    ['a*+a', 'aaa', -1],
    ['a?+a', 'a', -1],
    ['a{1,2}+a', 'aa', -1],
    ['(?>a+)a', 'aaa', -1],
    ['(?>a|ab)c', 'abc', -1],
    ['(?>(a+))b', 'aab', 3, 'aa'],
    ['x(?>)y', 'xy', 2],
    // A round that takes nothing counts and keeps its captures, and the groups behind stay in place.
    ['(a*)?b', 'b', 1, ''],
    ['(a*)*b', 'b', 1, ''],
    ['(\\s*)?(\\d)', '7', 1, '', '7'],
    ['(a)?(\\d)', '7', 1, '7'],
    ['()*x', 'x', 1, ''],
    ['(a*){0,2}x', 'x', 1, ''],
    ['(a*)??x', 'x', 1],
  ])('%j on %j', (...row) => expectRow('pcre2', row));

  it('forgets what a group took in an earlier round', () => {
    // PCRE2 keeps it; no JavaScript engine does.
    expect(tryPattern(compiled('pcre2', '(?:(a)|b)*'), 'ab')).toEqual({ end: 2, groups: [] });
  });
});

describe('PCRE2 groups', () => {
  it.each<Row>([
    ['(a)(?:b)(c)', 'abc', 3, 'a', 'c'],
    ['(?<first>a)(?P<second>b)', 'ab', 2, 'a', 'b'],
    ["(?'q'a)", 'a', 1, 'a'],
    ['(x)|(\\w+) (\\d+)', 'user 12', 7, 'user', '12'],
    ['(a|b|)c', 'xc', 2, ''],
    ['a||b', 'b', 0],
    // References.
    ['(a)(b)\\2\\1', 'abba', 4, 'a', 'b'],
    ['(a)\\1', 'aA', 2, 'a'],
    ['(?-i)(a)\\1', 'aA', -1],
    ['(?<n>\\w)-\\k<n>', 'a-b-b', 5, 'b'],
    ['(?<n>\\w)\\k{n}', 'aa', 2, 'a'],
    ["(?<n>\\w)\\k'n'", 'aa', 2, 'a'],
    ['(?<n>\\w)\\g{n}', 'aa', 2, 'a'],
    ['(?P<n>\\w)(?P=n)', 'aa', 2, 'a'],
    ['(a)(b)\\g1', 'aba', 3, 'a', 'b'],
    ['(a)(b)\\g{2}', 'abb', 3, 'a', 'b'],
    ['(a)(b)\\g{-2}', 'aba', 3, 'a', 'b'],
    ['(a)(b)\\g-1', 'abb', 3, 'a', 'b'],
    ['(a)\\1{2}', 'aaa', 3, 'a'],
    ['(.)\\1', 'ab', -1],
    ['(a)\\10', 'a\b', 2, 'a'], // There is no tenth group: a byte in octal.
    ['(?>(?>a)(b))(c)\\2', 'abcc', 4, 'b', 'c'],
    // Looking around.
    ['a(?=b)', 'ab', 1],
    ['a(?=b)', 'ac', -1],
    ['a(?!b)', 'abac', 3],
    ['(?<=a)b', 'ab', 2],
    ['(?<=a)b', 'cb', -1],
    ['(?<!a)b', 'abcb', 4],
    ['(?=(\\w))\\w', 'x', 1, 'x'],
    ['(?!.*x)^a', 'ab', 1],
    ['(?!.*x)^a', 'abx', -1],
    ['(?<=(?>a))b', 'ab', 2],
    ['(?<=a\\R)b', 'a\nb', 3],
  ])('%j on %j', (...row) => expectRow('pcre2', row));
});

describe('PCRE2 options inside', () => {
  it.each<Row>([
    ['(?-i)abc', 'ABC', -1],
    ['a(?-i)b', 'Ab', 2],
    ['a(?-i)b', 'aB', -1],
    ['(?:a(?-i)b)c', 'AbC', 3], // To the end of its group.
    ['(?-i:a)b', 'aB', 2],
    ['(?-i:a)b', 'AB', -1],
    ['(?-i:a(?i)b)', 'aB', 2],
    ['(?-i)a|b', 'B', -1], // To the other alternatives too.
    ['(?^)a', 'A', -1],
    ['(?^:a)b', 'aB', 2],
    ['(?^i:a)b', 'AB', 2],
    ['(?-i)(?i)a', 'A', 1],
    ['(?s)a.b', 'a\nb', 3],
    ['a.b', 'a\nb', -1],
    ['(?s:.)(.)', '\nx', 2, 'x'],
    ['(?s-s)a.b', 'a\nb', -1],
    ['(?s)\\N', '\n', -1],
    ['(?x)a b # c', 'ab', 2],
    ['(?x) a + b', 'aab', 3],
    ['(?x) a #no\n {2} b', 'aab', 3],
    ['(?x)a\\ b', 'a b', 3],
    ['(?x)[ ]', ' ', 1],
    ['(?x: a )b', 'ab', 2],
    ['(?x: a ) b', 'a b', 3],
    ['(?sm-i)^a.b$', 'x\na\nb\nA', 5],
  ])('%j on %j', (...row) => expectRow('pcre2', row));

  it.each<[pattern: string, subject: string, matches: boolean]>([
    ['abc', 'ABC', false],
    ['abc', 'abc', true],
    ['(?i)abc', 'ABC', true],
    ['^foo$', 'FOO', false],
    ['^foo$', 'foo', true],
    ['^foo$', 'foo\n', true], // Here no plain comparison.
    ['[a-z]', 'A', false],
    ['[^a]', 'A', true],
    ['[[:upper:]]', 'a', false],
    ['(a)\\1', 'aA', false],
    ['\\x41', 'a', false],
  ])('with regard to case from the start: %s on %s', (text, subject, matches) => {
    const pattern = compiled('pcre2', text, { caseless: false });
    expect(pattern.test(subject, true)).toBe(matches);
  });
});

describe('PCRE2 problems', () => {
  it.each<[pattern: string, offset: number, reason: string]>([
    ['', 0, 'empty'],
    ['(a', 0, 'not closed'],
    ['a(?:b', 1, 'not closed'],
    ['(?=a', 0, 'not closed'],
    ['(?<n>a', 0, 'not closed'],
    ['a)', 1, 'closes no group'],
    ['[a', 0, 'not closed'],
    ['x[]', 1, 'not closed'],
    ['[^]', 0, 'not closed'],
    ['a\\', 1, 'backslash ends'],
    ['*a', 0, 'repeats nothing'],
    ['a|+b', 2, 'repeats nothing'],
    ['({2})', 1, 'repeats nothing'],
    ['a**', 2, 'repeats nothing'],
    ['a{2}{3}', 4, 'repeats nothing'],
    ['a+?+', 3, 'repeats nothing'],
    ['^*', 1, 'not repeated'],
    ['a$+', 2, 'not repeated'],
    ['\\b{2}', 2, 'not repeated'],
    ['a{3,2}', 6, 'out of order'],
    ['a{65536}', 8, 'too big'],
    ['a{1,65536}', 10, 'too big'],
    ['\\p{L}', 0, '\\p is not supported'],
    ['a\\X', 1, '\\X is not supported'],
    ['\\K', 0, '\\K is not supported'],
    ['\\G', 0, '\\G is not supported'],
    ['\\i', 0, '\\i is not supported'],
    ['\\x{100}', 0, '\\x is not supported'],
    ['\\u0041', 0, '\\u is not supported'],
    ['[\\i]', 0, '\\i in a class'],
    ['[[:foo:]]', 0, '[:foo:]'],
    ['[[.a.]]', 0, '[.a.] is not supported'],
    ['[[=a=]]', 0, '[=a=] is not supported'],
    ['[b-a]', 0, 'out of order'],
    ['x[a-\\d]', 1, 'both sides'],
    ['[\\d-z]', 0, 'both sides'],
    ['[[:alpha:]-z]', 0, 'both sides'],
    ['\\400', 0, 'beyond one byte'],
    ['\\1', 0, 'no group 1'],
    ['a\\1(b)', 1, 'no group 1'],
    ['(a)\\g{-2}', 3, 'no group -2'],
    ['(a)\\g0', 3, 'no group 0'],
    ['(?P=n)', 0, 'no group n'],
    ['\\k<n>', 0, 'no group n'],
    ['(a\\1)', 2, 'refers to itself'],
    ['(?<n>a)(?<n>b)', 7, 'the name n'],
    ['(?|a|b)', 0, '(?|a is not supported'],
    ['(?R)', 0, '(?R) is not supported'],
    ['a(?1)', 1, '(?1) is not supported'],
    ['(?(1)a|b)', 0, '(?(1 is not supported'],
    ['(?C)', 0, '(?C) is not supported'],
    ['(*ACCEPT)', 0, '(*AC is not supported'],
    ['(*UTF)a', 0, '(*UT is not supported'],
    ['(?<1a>b)', 0, 'is not supported'],
    ['(?xx)a', 5, '(?xx) is not supported'],
    ['(?n)a', 4, '(?n) is not supported'],
    ['(?J:a)', 4, '(?J: is not supported'],
    ['(?-U)a', 5, '(?-U) is not supported'],
  ])('%s has one at %i', (pattern, offset, reason) => {
    const problem = problemOf('pcre2', pattern);
    expect(problem?.reason).toContain(reason);
    expect(problem?.offset).toBe(offset);
  });

  it('has one when groups are nested too deep', () => {
    expect(problemOf('pcre2', '('.repeat(300))).toMatchObject({ offset: 251 });
    expect(problemOf('pcre2', `${'('.repeat(250)}a${')'.repeat(250)}`)).toBeUndefined();
  });

  it('says that a pattern is too big for the engine instead of throwing', () => {
    const problem = problemOf('pcre2', '(((a{1000}b){1000}c){1000}d){1000}(x)\\1');
    expect(problem === undefined || /too big/.test(problem.reason)).toBe(true);
  });
});
