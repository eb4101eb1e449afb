import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../base/index.ts';
import { compileWordMatch } from './index.ts';
import { compiled, expectRow, problemOf, type Row, tryPattern } from './testing/try-pattern.ts';

describe('OS_Match', () => {
  it.each<Row>([
    // An empty pattern or alternative matches everything.
    ['', '', 0],
    ['', 'abc', 0],
    ['a|', 'xyz', 0],
    ['|a', 'xa', 0],
    ['b||a', 'xa', 0],
    ['|', '', 0],
    // Texts anywhere, without regard to case.
    ['failed', 'Login FAILED now', 12],
    ['Failed', 'login failed', 12],
    ['failed', 'fail', -1],
    ['failed', '', -1],
    ['a b', 'xa by', 4],
    // Alternatives: the leftmost place wins, then the first alternative.
    ['a|b', 'xb', 2],
    ['a|b', 'xc', -1],
    ['ab|a', 'xab', 3],
    ['a|ab', 'xab', 2],
    ['b|a', 'ab', 1],
    // Everything but ^ $ | is itself.
    ['a.c', 'abc', -1],
    ['a.c', 'a.c', 3],
    ['a*', 'aaa', -1],
    ['a*', 'a*', 2],
    ['(x)+?[y]{2}', '(x)+?[y]{2}', 11],
    ['!foo', 'foo', -1],
    ['!foo', '!foo', 4],
    ['\\d', '5', -1],
    ['\\d', 'a\\d', 3],
    ['a\\|b', 'a\\', 2], // A backslash does not take the bar's meaning.
    ['a\\|b', 'b', 1],
    ['a\\<b', 'a<b', -1],
    ['a\\<b', 'a\\<b', 4],
    ['\\^a', '^a', -1],
    // Anchors wherever they stand.
    ['a^b', 'ab', -1],
    ['a^b', 'a^b', -1],
    ['a$b', 'a$b', -1],
    ['^', 'abc', 0],
    ['$', 'abc', 3],
    ['^$', '', 0],
    ['^$', 'a', -1],
    ['x|^b', 'bcd', 1],
    ['x|^b', 'abc', -1],
    ['^a|c$', 'abc', 1],
    ['^z|c$', 'abc', 3],
    ['^^a', 'a', 1],
    ['a$$', 'a', 1],
    ['$^', '', 0],
  ])('%j on %j', (...row) => expectRow('osmatch', row));

  it.each<Row>([
    ['^foo', 'foobar', 3],
    ['^foo', 'FOO', 3],
    ['^foo', 'xfoo', -1],
    ['^foo', 'fo', -1],
    ['foo$', 'barfoo', 6],
    ['foo$', 'foox', -1],
    ['foo$', 'fooxfoo', 7],
    ['^foo$', 'foo', 3],
    ['^foo$', 'FOO', 3],
    ['^foo$', 'foofoo', -1],
    ['^a.b*c\\$', 'A.B*C\\', 6],
    // The plain comparison: the very end, and ASCII letters alone fold.
    ['bar$', 'bar\n', -1],
    ['^foo$', 'foo\n', -1],
    // The general way: before one final newline too.
    ['foo|bar$', 'bar\n', 3],
    ['foo|bar$', 'bar\n\n', -1],
    ['foo|^bar$', 'bar\n', 3],
    ['$|x', 'a\n', 1],
    ['x$', 'x\ny', -1],
    ['z|x$', 'x\ny', -1],
  ])('anchors: %j on %j', (...row) => expectRow('osmatch', row));

  it.each<[pattern: string, subject: string, matches: boolean]>([
    ['é', 'É', true],
    ['É', 'café', true],
    ['^é', 'É', false],
    ['^é', 'été', true],
    ['é$', 'É', false],
    ['x|^é', 'É', true],
    ['k', '\u212a', true],
    ['s', '\u017f', true],
    ['^k', '\u212a', false],
    ['\u212a', 'k', true],
    ['\u017f', 'S', true],
    ['σ', 'ς', true],
    ['ÄÖ', 'äö', true],
    ['日本', '日本語', true],
    ['日', '本', false],
    ['e', 'é', false],
  ])('text beyond ASCII: %s on %s', (pattern, subject, matches) => {
    const found = tryPattern(compiled('osmatch', fromUtf8(pattern)), fromUtf8(subject));
    expect(found !== undefined).toBe(matches);
  });

  it.each<Row>([
    ['\xe9', 'caf\xe9', 4],
    ['\xe9', 'caf\xc9', -1],
    ['a|\xe9t', '\xff\xe9T', 3],
    ['x', '\xe9x\xff', 2],
  ])('bytes that are no UTF-8 stand for themselves: %j on %j', (...row) => {
    expectRow('osmatch', row);
  });

  it('is bounded in length', () => {
    expect(problemOf('osmatch', 'a'.repeat(2048))).toBeUndefined();
    expect(problemOf('osmatch', 'a'.repeat(2049))).toMatchObject({ offset: 2048 });
    expect(problemOf('osmatch', fromUtf8('é'.repeat(1025)))?.reason).toContain('2048 bytes');
  });

  it('agrees with a search for its alternatives', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '.', '\\', '*'), maxLength: 3 });
    const words = fc.array(word, { minLength: 1, maxLength: 3 });
    const subject = fc.string({
      unit: fc.constantFrom('a', 'A', 'b', '.', '\\', '*'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(words, subject, (texts, text) => {
        const expected = texts.some((one) => text.toLowerCase().includes(one.toLowerCase()));
        const found = tryPattern(compiled('osmatch', texts.join('|')), text);
        expect(found !== undefined).toBe(expected);
      }),
    );
  });
});

describe('word match', () => {
  it.each<[pattern: string, subject: string, matches: boolean]>([
    ['', 'syslog,', false],
    ['', '', false],
    ['sshd', 'syslog,sshd,', true],
    ['SSHD', 'syslog,sshd,', true],
    ['sshd', 'syslog,SSHD,', true],
    ['log', 'syslog,', true], // A part of a name is enough.
    ['web', 'syslog,', false],
    ['web|sys', 'syslog,', true],
    ['^sys', 'syslog,', true],
    ['^log', 'syslog,', false],
    ['web|^sys', 'syslog,', true],
    ['a|', 'zzz', true],
    ['a|', '', true],
    ['^', '', true],
    ['^', 'x', true],
    ['a', '', false],
    ['log$', 'syslog', false], // `$` is itself.
    ['log$', 'log$,', true],
    ['sys^', 'sys', false], // `^` is special at the beginning alone.
    ['.', 'a', false],
    ['aab', 'aaab', true],
    ['abab', 'ababab', true],
    ['^^a', '^a', true],
    ['\xc3\x89', '\xe3\x89', false], // Bytes beyond ASCII have no case.
    ['\xc3\x89', '\xc3\x89', true],
  ])('%j on %j', (pattern, subject, matches) => {
    expect(compileWordMatch(pattern)(subject)).toBe(matches);
  });
});
