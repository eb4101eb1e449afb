import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect, Literals } from './index.ts';
import { compilePattern } from './index.ts';
import { compiled } from './testing/try-pattern.ts';

describe('required literals', () => {
  it.each<[dialect: Dialect, pattern: string, literals: readonly string[] | undefined]>([
    ['osmatch', 'Failed', ['failed']],
    ['osmatch', 'one|two', ['one', 'two']],
    ['osmatch', 'one|', undefined],
    ['osmatch', '', undefined],
    ['osmatch', '^one|two$', ['one', 'two']],
    ['osmatch', 'a.b*', ['a.b*']],
    ['osmatch', 'same|same', ['same']],
    ['osmatch', '\xc3\xa9', undefined],
    ['osmatch', 'caf\xc3\xa9 noir', [' noir']],
    ['osregex', '^user (\\S+) logged', [' logged']],
    ['osregex', '\\d+', undefined],
    ['osregex', 'ab\\d*cd', ['ab']],
    ['osregex', 'x\\d*longer', ['longer']],
    ['osregex', '(GET|POST) /', ['get /', 'post /']],
    ['osregex', '(a|\\d)xyz', ['xyz']],
    ['osregex', 'a|\\d', undefined],
    ['osregex', 'a|bcd\\d', ['a', 'bcd']],
    ['osregex', '^$', undefined],
    ['osregex', '\\$\\(x\\)', ['$(x)']],
    ['pcre2', 'abc?d', ['abd', 'abcd']],
    ['pcre2', 'ab(?:cd)?e', ['abe', 'abcde']],
    ['pcre2', '(?:abc)+', ['abc']],
    ['pcre2', '(?:abc){0,3}', undefined],
    ['pcre2', '(?:abc){2,3}', ['abc']],
    ['pcre2', 'a{1}b', ['ab']],
    ['pcre2', '(?>abc)', ['abc']],
    ['pcre2', '(?=abc)', undefined], // What is only looked at is not counted on.
    ['pcre2', '(?!abc)x', ['x']],
    ['pcre2', '(?<!abc)xyz\\b', ['xyz']],
    ['pcre2', '(a)\\1', ['a']],
    ['pcre2', '[Aa][bB]c', ['abc']],
    ['pcre2', '[ab]c', ['c']],
    ['pcre2', '(?-i)ABC', ['abc']],
    ['pcre2', '\\xe9x', ['x']],
    ['pcre2', '[^a]', undefined],
    ['pcre2', '(?:a|b|c)(?:d|e)', ['ad', 'ae', 'bd', 'be', 'cd', 'ce']],
  ])('%s %s: %j', (dialect, pattern, literals) => {
    expect(compiled(dialect, pattern).literals).toEqual(literals);
  });

  it('are few, or none', () => {
    const words = Array.from({ length: 25 }, (_, i) => `w${i}x`);
    expect(compiled('osmatch', words.slice(1).join('|')).literals).toHaveLength(24);
    expect(compiled('osmatch', words.join('|')).literals).toBeUndefined();
    const product = compiled('pcre2', '(?:a|b|c|d|e)(?:a|b|c|d|e)zz').literals;
    expect(product).toEqual(['a', 'b', 'c', 'd', 'e'].map((letter) => `${letter}zz`));
  });

  it('are in every ASCII text that matches', () => {
    const pieces = fc.constantFrom(
      ...'a|B|c|ab|(|(?:|)|\\||*|+|?|{2}|{0,1}|[aB]|[^a]|(?=a)|(?!b)|(?>a)|^|$|\\d|\\w+|.|\\.*|\\1|(?-i)'
        .split('|')
        .map((piece) => (piece === '\\' ? '|' : piece)),
    );
    const pattern = fc.array(pieces, { minLength: 1, maxLength: 9 }).map((all) => all.join(''));
    const subject = fc.string({ unit: fc.constantFrom(...'aAbBcC1.|'.split('')), maxLength: 10 });
    const dialect = fc.constantFrom<Dialect>('osmatch', 'osregex', 'pcre2');
    let used = 0;
    fc.assert(
      fc.property(dialect, pattern, fc.array(subject, { maxLength: 8 }), (kind, text, subjects) => {
        const result = compilePattern(kind, text);
        if (!result.ok || result.pattern.literals === undefined) return;
        for (const one of subjects) {
          if (!result.pattern.test(one, true)) continue;
          used++;
          const folded = one.toLowerCase();
          expect(result.pattern.literals.some((literal) => folded.includes(literal))).toBe(true);
        }
      }),
      { numRuns: 4000 },
    );
    expect(used).toBeGreaterThan(100);
  });

  it('are lower-case ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        const result = compilePattern('osmatch', text.replace(/[^\0-\xff]/g, ''));
        if (!result.ok) return;
        for (const one of result.pattern.literals ?? []) {
          expect(one).toMatch(/^[\0-\x7f]+$/);
          expect(one.toLowerCase()).toBe(one);
        }
      }),
    );
  });

  it.each<[dialect: Dialect, text: string, only: boolean]>([
    ['osmatch', 'abc', true],
    ['osmatch', 'abc|def 1', true],
    ['osmatch', '^abc', false],
    ['osmatch', 'abc$', false],
    ['osmatch', 'abc|^def', false],
    ['osregex', 'abc|de(f)', true],
    ['osregex', 'ab\\d', false],
    ['osregex', 'abc+', true], // A plus after a letter is a plain plus.
    ['pcre2', 'abc', true],
    ['pcre2', 'ab(?:c|d)', true],
    ['pcre2', 'ab?', false],
    ['pcre2', 'ab.', false],
    ['pcre2', '\\babc', false],
    ['osmatch', 'caf\xc3\xa9', false],
  ])('%s %s is nothing but texts: %s', (dialect, text, only) => {
    expect(compiled(dialect, text).isLiterals).toBe(only);
  });

  it('says of a pattern that minds the case that it is more', () => {
    const result = compilePattern('pcre2', 'aBc', { caseless: false });
    expect(result.ok && result.pattern.isLiterals).toBe(false);
    const digits = compilePattern('pcre2', '123-4', { caseless: false });
    expect(digits.ok && digits.pattern.isLiterals).toBe(true);
  });

  it('are all there is to it where a pattern is nothing but texts', () => {
    const pieces = fc.constantFrom('a', 'B', 'ab', ' ', '1', '|', '-');
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 6 }),
        fc.array(pieces, { maxLength: 8 }),
        (parts, subjectParts) => {
          const result = compilePattern('osmatch', parts.join(''));
          fc.pre(result.ok && result.pattern.isLiterals);
          const subject = subjectParts.join('');
          const { pattern } = result;
          const folded = subject.toLowerCase();
          const held = pattern.literals?.some((one) => folded.includes(one));
          if (held !== undefined) expect(pattern.test(subject, true)).toBe(held);
        },
      ),
    );
  });
});

describe('texts for an index', () => {
  const words = Array.from({ length: 60 }, (_, i) => `word${i}x`);
  const literalsOf = (text: string, index: boolean): Literals => {
    const result = compilePattern('pcre2', text);
    if (!result.ok) throw new Error('it compiles');
    return index ? result.pattern.indexLiterals : result.pattern.literals;
  };

  it('may be more than a search for each would be worth', () => {
    const many = `(?:${words.join('|')})`;
    expect(literalsOf(many, false)).toBeUndefined();
    expect(literalsOf(many, true)).toEqual(words);
  });

  it('have a bound all the same', () => {
    const endless = Array.from({ length: 200 }, (_, i) => `word${i}x`).join('|');
    expect(literalsOf(endless, true)).toBeUndefined();
  });

  it('are the same where they are few', () => {
    for (const text of ['abc|def', 'abc\\d+longer', '[ab]cdef', 'x*']) {
      expect(literalsOf(text, true)).toEqual(literalsOf(text, false));
    }
  });
});
