import { describe, expect, it } from 'vitest';
import { cpuMs } from '../base/testing/measure.ts';
import type { Dialect } from './index.ts';
import { compiled } from './testing/try-pattern.ts';

// Bounds here keep a hang from passing; how fast patterns are is measured elsewhere.

const secondsMax = 2;

const secondsOf = (work: () => void): number => cpuMs(work) / 1000;

describe('patterns and texts that invite a hang', () => {
  it.each<[dialect: Dialect, pattern: string, subject: string, matches: boolean]>([
    ['pcre2', '^(a+)+$', `${'a'.repeat(40)}!`, false],
    ['pcre2', '^(a|a)*$', `${'a'.repeat(40)}!`, false],
    ['pcre2', '^(a*)*$', `${'a'.repeat(40)}!`, false],
    ['pcre2', '(\\w+\\s?)*$', `${'ab '.repeat(30)}!`, true],
    ['pcre2', '^(\\w+\\s?)*$', `${'ab '.repeat(30)}!`, false],
    ['pcre2', '^(?:(?:a?){20}){2}a{20}$', `${'a'.repeat(30)}!`, false],
    ['pcre2', '(.*)*x', 'a'.repeat(60), false],
    ['pcre2', '(x+x+)+y', 'x'.repeat(200), false],
    ['pcre2', '^([a-z0-9]+)*@', 'a'.repeat(60), false],
    ['pcre2', '^(a?){15}(a?){15}a{30}$', 'a'.repeat(29), false],
    ['osregex', '(\\w+)*x', 'a'.repeat(60), false],
    ['osregex', '\\.*\\.*\\.*\\.*\\.*\\.*x', 'a'.repeat(2000), false],
    ['osregex', '(\\w+)(\\w+)(\\w+)(\\w+)(\\w+)(\\w+)!', 'a'.repeat(500), false],
    ['osregex', '\\S+\\S+\\S+\\S+\\S+ \\d$', 'x'.repeat(1000), false],
    ['osregex', '(\\w+\\s*\\w*\\s*\\w*)$', `${'a '.repeat(300)}!`, false],
    ['osregex', '\\.+\\.+\\.+\\.+!', '\xc3\xa9'.repeat(300), false],
    ['osregex', '\\.+\\.+\\.+\\.+!', '\xe9'.repeat(300), false],
    ['osmatch', `${'a'.repeat(1000)}b`, 'a'.repeat(60_000), false],
    ['osmatch', Array.from({ length: 290 }, () => 'aaaaa!').join('|'), 'a'.repeat(60_000), false],
  ])('%s, row %#', (dialect, text, subject, matches) => {
    const pattern = compiled(dialect, text);
    const ascii = !/[\x80-\xff]/.test(subject);
    let found: boolean | undefined;
    const seconds = secondsOf(() => {
      found = pattern.test(subject, ascii);
    });
    expect(found).toBe(matches);
    expect(seconds).toBeLessThan(secondsMax);
  });

  it.each<[dialect: Dialect, name: string, text: string]>([
    ['pcre2', 'groups without end', '('.repeat(100_000)],
    ['pcre2', 'classes without end', '['.repeat(20_000)],
    ['pcre2', 'comments without end', '(?#'.repeat(20_000)],
    ['pcre2', 'quoted text', `\\Q${'a'.repeat(50_000)}`],
    ['pcre2', 'blanks to skip', `(?x)${' '.repeat(50_000)}a`],
    ['pcre2', 'many alternatives', 'a|'.repeat(20_000)],
    ['pcre2', 'repeats of repeats', `${'(?:'.repeat(60)}a${'{2})'.repeat(60)}`],
    ['pcre2', 'a long number', `a{${'9'.repeat(20_000)}}`],
    ['pcre2', 'a number of a reference', `(a)\\${'9'.repeat(20_000)}`],
    ['osregex', 'groups', '(a'.repeat(1000)],
    ['osregex', 'quantified classes', '\\w*'.repeat(680)],
  ])('%s: reading %s comes to an end', (dialect, _, text) => {
    const seconds = secondsOf(() => {
      try {
        compiled(dialect, text).test('aaa', true);
      } catch (error) {
        expect(error).toBeInstanceOf(Error); // Refused, with a reason.
        expect(String(error)).not.toContain('stack');
      }
    });
    expect(seconds).toBeLessThan(secondsMax);
  });
});
