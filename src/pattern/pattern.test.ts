import { describe, expect, it } from 'vitest';
import { compilePattern } from './index.ts';
import { compiled, tryPattern } from './testing/try-pattern.ts';

describe('a compiled pattern', () => {
  it.each([
    ['osmatch', '^a|b', 0, false],
    ['osmatch', '^a', 0, true],
    ['osregex', '(\\d)(x)', 2, false],
    ['osregex', 'foo$', 0, true],
    ['pcre2', '(?<n>a)(?:b)', 1, false],
    ['pcre2', '^foo$', 0, true],
    ['pcre2', '^foo|bar$', 0, false],
  ] as const)('%s %s knows what it is', (dialect, text, captureCount, anchoredLiteral) => {
    expect(compiled(dialect, text)).toMatchObject({
      dialect,
      text,
      captureCount,
      anchoredLiteral,
      linear: true,
    });
  });

  it('keeps nothing from one match for the next', () => {
    const pattern = compiled('osregex', '(\\d+)');
    for (const subject of ['a1', '22', 'x', '333', '']) {
      const digits = subject.replace(/\D/g, '');
      const expected = digits === '' ? undefined : { end: subject.length, groups: [digits] };
      expect(tryPattern(pattern, subject)).toEqual(expected);
    }
  });

  it('serves texts of every kind in turn', () => {
    const pattern = compiled('osmatch', 'k|z$');
    const subjects: readonly [text: string, end: number][] = [
      ['ak', 2],
      ['a\xe2\x84\xaa', 4],
      ['z\n', 1],
      ['\xc3\xa9z\n', 3],
      ['\xe9z\n', 2],
      ['\xe9', -1],
      ['z\n\n', -1],
    ];
    for (const round of [1, 2]) {
      for (const [text, end] of subjects) {
        expect([round, text, tryPattern(pattern, text)?.end ?? -1]).toEqual([round, text, end]);
      }
    }
  });

  it('does not take what is said to be ASCII apart', () => {
    // Saying so of other texts is the caller's mistake; it finds bytes then, and breaks nothing.
    expect(compiled('osregex', '\\w+').exec('\xc3\xa9ab', true)).toEqual({ end: 4, groups: [] });
  });

  it('delivers 64 groups', () => {
    const pattern = compiled('pcre2', '(.)'.repeat(80));
    const found = tryPattern(pattern, 'x'.repeat(80));
    expect(found).toEqual({ end: 80, groups: Array.from({ length: 64 }, () => 'x') });
  });

  it('counts 64 without those that took no part', () => {
    const pattern = compiled('pcre2', `${'(?:(a)|(b))'.repeat(64)}(c)`);
    const found = tryPattern(pattern, `${'b'.repeat(64)}c`);
    expect(found).toEqual({ end: 65, groups: Array.from({ length: 64 }, () => 'b') });
  });
});

describe('patterns beyond linear time', () => {
  it.each([
    ['osregex', '(\\w+)x', true],
    ['osregex', '\\.+\\.+\\.+$', true],
    ['osmatch', 'a|b$', true],
    ['pcre2', '(a+)+$', true],
    ['pcre2', 'x{0,100}y', true],
    ['pcre2', '(?=a)b', false],
    ['pcre2', '(a)\\1', false],
    ['pcre2', 'a++', false],
    ['pcre2', '(a){50}', false],
  ] as const)('%s %s: %s', (dialect, text, linear) => {
    expect(compiled(dialect, text).linear).toBe(linear);
  });

  it.each<[text: string, length: number, end: number]>([
    ['(?=x)x+', 60_000, 60_000],
    ['x+', 60_000, 60_000],
    ['(?=x)x+$', 2049, 2049],
  ])('%s on %i bytes ends at %i', (text, length, end) => {
    expect(tryPattern(compiled('pcre2', text), 'x'.repeat(length))?.end).toBe(end);
  });

  it('see a text whole up to that length when only the form for a final newline is beyond it', () => {
    const pattern = compiled('pcre2', '[y]$');
    expect(pattern.linear).toBe(true);
    expect(tryPattern(pattern, `${'x'.repeat(2040)}y\n`)?.end).toBe(2041);
  });
});

describe('problems', () => {
  it.each([
    ['osregex', 'a\\x', 1],
    ['pcre2', 'a(', 1],
    ['osmatch', 'a'.repeat(5000), 2048],
  ] as const)('%s has its offset', (dialect, text, offset) => {
    const result = compilePattern(dialect, text);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problem.offset).toBe(offset);
  });
});
