import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../src/base/testing/measure.ts';
import { compilePattern, compileWordMatch, type Dialect } from '../../src/pattern/index.ts';

type Groups = readonly string[];

function characters(text: string): readonly string[] {
  return text.split('');
}

/** The groups of the first match; undefined when there is none. */
function run(dialect: Dialect, pattern: string, subject: string): Groups | undefined {
  const compiled = compilePattern(dialect, pattern);
  if (!compiled.ok) throw new Error(`${pattern}: ${compiled.problem.reason}`);
  const found = compiled.pattern.exec(subject, false);
  // All ways to ask have to agree, whatever was said about the subject.
  expect(compiled.pattern.test(subject, false)).toBe(found !== undefined);
  expect(compiled.pattern.end(subject, false)).toBe(found?.end ?? -1);
  // oxlint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(subject)) expect(compiled.pattern.exec(subject, true)).toEqual(found);
  return found?.groups;
}

function isRefused(dialect: Dialect, pattern: string): boolean {
  return !compilePattern(dialect, pattern).ok;
}

describe('OS_Match', () => {
  it.each([
    ['', '', true],
    ['', 'abc', true],
    ['b', 'abc', true],
    ['B', 'abc', true],
    ['b', 'ABC', true],
    ['a|x', 'xyz', true],
    ['a|', 'xyz', true],
    ['^b', 'abc', false],
    ['^a', 'abc', true],
    ['c$', 'abc', true],
    ['b$', 'abc', false],
    ['^abc$', 'ABC', true],
    ['^abc$', 'abcd', false],
    ['a^b', 'a^b', false],
    ['a.c', 'abc', false],
    ['a.c', 'a.c', true],
    ['!b', 'abc', false],
    ['\\<b', 'a<b', false],
    ['\\<b', 'a\\<b', true],
    ['(a)', 'a', false],
    ['bar$', 'bar\n', false],
    ['foo|bar$', 'bar\n', true],
    ['x*+?[]{}', 'x*+?[]{}', true],
  ])('%j and %j: %j', (pattern, subject, expected) => {
    expect(run('osmatch', pattern, subject) !== undefined).toBe(expected);
  });

  it.each([
    ['^\xc3\xa9', '\xc3\x89', false],
    ['\xc3\xa9', '\xc3\x89', true],
    ['k', '\xe2\x84\xaa', true],
  ])('folds letters beyond ASCII only in its general form: %j and %j: %j', (p, s, expected) => {
    expect(run('osmatch', p, s) !== undefined).toBe(expected);
  });

  it('has a greatest length', () => {
    expect(isRefused('osmatch', 'x'.repeat(2048))).toBe(false);
    expect(isRefused('osmatch', 'x'.repeat(2049))).toBe(true);
  });

  it('is a substring search for plain text, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '.', '*', '\\', '(', 'd', '[') });
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        const expected = subject.toLowerCase().includes(pattern.toLowerCase());
        expect(run('osmatch', pattern, subject) !== undefined).toBe(expected);
      }),
    );
  });
});

describe('OS_Regex', () => {
  it.each<[string, string, Groups | undefined]>([
    ['a+b', 'a+b', []],
    ['a+b', 'aab', undefined],
    ['\\d+', 'abc123', []],
    ['(\\d)+', '12', undefined],
    ['\\\\d+', '\\ddd', []],
    ['\\(+', '(((', []],
    ['\\d++', '1+', []],
    ['(\\d+)(\\d+)', '1234', ['1', '234']],
    ['(\\d+)\\d', '1234', ['1']],
    ['(\\w+)x', 'axbxc', ['a']],
    ['(\\.+) (\\.+)', 'a b c d', ['a', 'b c d']],
    ['(\\d+|x)y', '12y', ['12']],
    ['(\\d*)', 'abc123', ['']],
    ['\\d{3}', '123', undefined],
    ['\\d{3}', '1{3}', []],
    ['^foo$', 'foo\n', undefined],
    ['x|^b', 'bcd', []],
    ['a^b', 'ab', undefined],
    ['.', 'x', undefined],
    ['.', '.', []],
    ['\\.', '\n', []],
    ['\\s', '\t', undefined],
    ['\\S', '\t', []],
    ['\\t', '\t', []],
    ['^\\w+$', 'a@b_c-d9', []],
    ['^\\w+$', 'a.b', undefined],
    ['\\<', '<', []],
    ['\\$\\|\\[', '$|[', []],
    ['(x)|(\\w+) (\\d+)', 'user 12', ['user', '12']],
    ['ABC', 'xabcx', []],
    ['a/b:c=d', 'a/b:c=d', []],
  ])('%j and %j: %j', (pattern, subject, expected) => {
    expect(run('osregex', pattern, subject)).toEqual(expected);
  });

  it.each([...characters('()*+,-.:;<=>?[]!"\'#$%&|{}')])('\\p takes %s', (char) => {
    expect(run('osregex', '^\\p$', char)).toEqual([]);
  });

  it.each([...characters('/@\\^_`~ a0')])('\\p does not take %j', (char) => {
    expect(run('osregex', '^\\p$', char)).toBeUndefined();
  });

  it.each([
    '',
    '(a',
    'a)',
    '\\n',
    '\\+',
    '\\*',
    '\\?',
    '\\-',
    '\\/',
    '\\"',
    '\\>',
    '\\^',
    '\\b',
    'a\\',
  ])('refuses %j', (pattern) => {
    expect(isRefused('osregex', pattern)).toBe(true);
  });

  it('delivers at most 64 groups', () => {
    expect(run('osregex', '(a)'.repeat(70), 'a'.repeat(70))).toHaveLength(64);
  });

  it.each([
    ['^abc', true],
    ['abc$', true],
    ['^abc$', true],
    ['abc', false],
    ['^a\\dc', false],
    ['^(abc)', false],
  ])('%j is an anchored literal: %j', (pattern, expected) => {
    const compiled = compilePattern('osregex', pattern);
    expect(compiled.ok && compiled.pattern.anchoredLiteral).toBe(expected);
  });
});

describe('PCRE2', () => {
  it.each<[string, string, Groups | undefined]>([
    ['a.c', 'abc', []],
    ['a.c', 'a\nc', undefined],
    ['(?s)a.c', 'a\nc', []],
    ['ABC', 'abc', []],
    ['(?-i)ABC', 'abc', undefined],
    ['^\\d+$', '12\n', []],
    ['^foo$', 'foo\n', undefined],
    ['(\\w+)\\s(\\w+)', 'one\ttwo', ['one', 'two']],
    ['a{2,3}', 'a', undefined],
    ['(a{2,3})', 'aaaa', ['aaa']],
    ['(a+?)', 'aaa', ['a']],
    ['(?:x|y)(z)', 'yz', ['z']],
    ['(a)|(b)', 'b', ['b']],
    ['foo(?=bar)', 'foobar', []],
    ['foo(?!bar)', 'foobar', undefined],
    ['(?<=a)b', 'ab', []],
    ['[[:digit:]]+x', '12x', []],
    ['[^a-c]', 'abcd', []],
    ['\\bfoo\\b', 'a foo b', []],
    ['\\Afoo\\z', 'foo', []],
    ['\\Qa.b\\E', 'a.b', []],
    ['\\Qa.b\\E', 'axb', undefined],
    ['\\x41', 'a', []],
    ['^..$', '\xc3\xa9', []],
    ['\xe9', '\xc9', undefined],
  ])('%j and %j: %j', (pattern, subject, expected) => {
    expect(run('pcre2', pattern, subject)).toEqual(expected);
  });

  it.each(['', '(', ')', 'a{2,1}', '[a', '*a', '(?<n', '\\'])('refuses %j', (pattern) => {
    expect(isRefused('pcre2', pattern)).toBe(true);
  });
});

describe('hostile subjects', () => {
  it.each<[Dialect, string, string]>([
    ['pcre2', '^(a+)+$', 'a'.repeat(5000) + '!'],
    ['pcre2', '(x+x+)+y', 'x'.repeat(5000)],
    ['pcre2', '^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(3000)],
    ['osregex', '(\\w+)(\\w+)(\\w+)(\\w+) x', 'a'.repeat(3000)],
    ['osregex', '\\.+\\.+\\.+\\.+foo', 'b'.repeat(2000)],
    ['osmatch', 'aaaaaaaaab', 'a'.repeat(100_000)],
  ])('do not stall %s %s', (dialect, pattern, subject) => {
    const compiled = compilePattern(dialect, pattern);
    if (!compiled.ok) throw new Error(compiled.problem.reason);

    expect(cpuMs(() => void compiled.pattern.exec(subject, true))).toBeLessThan(2000);
  });
});

describe('any pattern over any bytes', () => {
  const unit = fc.constantFrom(...characters('abAB01 .*+?^$|()[]{}\\-,:=<>dwspt\xe9\n\0'));
  const pattern = fc.string({ unit, maxLength: 12 });
  const subject = fc.string({ unit, maxLength: 30 });
  it.each<Dialect>(['osmatch', 'osregex', 'pcre2'])(
    '%s answers, the same way each time',
    (dialect) => {
      fc.assert(
        fc.property(pattern, subject, (text, bytes) => {
          const compiled = compilePattern(dialect, text);
          if (!compiled.ok) return;
          const found = compiled.pattern.exec(bytes, false);
          expect(compiled.pattern.exec(bytes, false)).toEqual(found);
          expect(compiled.pattern.test(bytes, false)).toBe(found !== undefined);
          if (found === undefined) return;
          expect(found.end).toBeLessThanOrEqual(bytes.length);
          for (const group of found.groups) expect(bytes).toContain(group);
        }),
        { numRuns: 2000 },
      );
    },
  );

  it.each<Dialect>(['osmatch', 'osregex', 'pcre2'])('%s needs one of its literals', (dialect) => {
    const ascii = fc.string({
      unit: fc.constantFrom(...characters('abAB01 .|^$\\d(x)')),
      maxLength: 12,
    });
    fc.assert(
      fc.property(ascii, ascii, (text, bytes) => {
        const compiled = compilePattern(dialect, text);
        if (!compiled.ok || !compiled.pattern.test(bytes, true)) return;
        const { literals } = compiled.pattern;
        if (literals === undefined) return;
        expect(literals.some((literal) => bytes.toLowerCase().includes(literal))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('words of if_group', () => {
  it.each([
    ['sshd', 'syslog,sshd,', true],
    ['SSHD', 'syslog,sshd,', true],
    ['shd', 'syslog,sshd,', true],
    ['^syslog', 'syslog,sshd,', true],
    ['^sshd', 'syslog,sshd,', false],
    ['a|sshd', 'syslog,sshd,', true],
    ['sshd$', 'syslog,sshd', false],
    ['', 'syslog', false],
    ['x|', 'syslog', true],
    ['aab', 'aaab', true],
    ['abab', 'ababab', true],
  ])('%j in %j: %j', (words, groups, expected) => {
    expect(compileWordMatch(words)(groups)).toBe(expected);
  });
});
