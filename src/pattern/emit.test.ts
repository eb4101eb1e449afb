import { setFlagsFromString } from 'node:v8';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { emit, type Form } from './emit.ts';
import { parseOsMatch } from './os-match.ts';
import { parseOsRegex } from './os-regex.ts';
import { parsePcre2 } from './pcre2.ts';
import type { Node, Parsed } from './node.ts';

const ascii: Form = { text: 'ascii', newline: false, long: false };

function nodeOf(parsed: Parsed): Node {
  if (!parsed.ok) throw new Error(parsed.problem.reason);
  return parsed.node;
}

function pcre2(text: string): Node {
  return nodeOf(parsePcre2(text, { caseless: false }));
}

const linearFlag = 'l'; // V8's own: the linear engine or none.

/** Whether V8's linear engine takes the source. */
function takesLinear(source: string): boolean {
  try {
    return new RegExp(source, linearFlag).source !== '';
  } catch {
    return false;
  }
}

describe('the source for JavaScript', () => {
  it.each<[pattern: string, source: string]>([
    ['abc', 'abc'],
    ['a.b', 'a[^\\x0a]b'],
    ['a|b', 'a|b'],
    ['(a|b)c', '(a|b)c'],
    ['(?:a|b)c', '(?:a|b)c'],
    ['a*?b+c?', 'a*?b+c?'],
    ['(ab)+', '(ab)+'],
    ['(?:ab)+', '(?:ab)+'],
    ['a{3}', 'a{3}'],
    ['a{1}?', 'a{1}?'],
    ['^a\\z', '^a$'],
    ['\\ba\\B', '\\ba\\B'],
    ['\\/', '\\x2f'],
    ['[]]', '\\x5d'],
    ['(?s).', '[^]'],
    ['a(?=b)', 'a(?=b)'],
    ['(?<!a)b', '(?<!a)b'],
    ['(?>a)', '(?=(a))\\1(?:)'],
    ['a++', '(?=(a+))\\1(?:)'],
    ['(a)\\1', '(a)(?:\\1)'],
    ['(?>a)(b)\\1', '(?=(a))\\1(?:)(b)(?:\\2)'],
    ['(?i)(a)\\1', '([Aa])(?i:\\1)'],
    ['(a*)?', '(?:(a*){1}|)'],
    ['(a*)*?', '(?:|(a*)+?)'],
  ])('%s becomes %s', (pattern, source) => {
    const { source: found } = emit(pcre2(pattern), ascii);
    expect(found).toBe(source);
    expect(() => new RegExp(found)).not.toThrow();
  });

  it.each<[pattern: string, newline: boolean, source: string]>([
    ['a$', false, 'a$'],
    ['a$', true, 'a(?=\\n?$)'],
    ['a\\Z', true, 'a(?=\\n?$)'],
    ['a\\z', true, 'a$'],
    ['(?m)^a$', false, '(?:^|(?<=\\n))a(?=\\n|$)'],
  ])('%s on a text that ends a line (%s) becomes %s', (pattern, newline, source) => {
    expect(emit(pcre2(pattern), { text: 'ascii', newline, long: false }).source).toBe(source);
  });

  it('numbers captures beside the groups of its own', () => {
    expect(emit(pcre2('(?>x(a))(?>(b))(c)'), ascii).groups).toEqual([2, 4, 5]);
    expect(emit(pcre2('a++(b)c*+(d)'), ascii).groups).toEqual([2, 4]);
  });

  it.each<[pattern: string, form: Form['text'], takes: string, leaves: string]>([
    ['\\.', 'ascii', 'a', ''],
    ['\\.', 'utf8', '\xc3\xa9', '\xe9'],
    ['\\.', 'utf8', '\xe2\x82\xac', '\xc3'],
    ['\\.', 'utf8', '\xf0\x9f\x98\x80', '\x80'],
    ['\\.', 'broken', '\xe9', '\xe9\xe9'],
    ['\\W', 'utf8', '\xc5\xbe', '\xc5\xbf'],
    ['\\W', 'utf8', '\xe2\x84\xab', '\xe2\x84\xaa'],
    ['\\w', 'utf8', '\xe2\x84\xaa', '\xe2\x84\xab'],
    ['k', 'utf8', '\xe2\x84\xaa', '\xe2\x84\xab'],
    ['k', 'ascii', 'K', '\xe2\x84\xaa'],
  ])('%s for %s texts takes %j and leaves %j', (pattern, text, takes, leaves) => {
    const { source } = emit(nodeOf(parseOsRegex(pattern)), { text, newline: false, long: false });
    const whole = new RegExp(`^(?:${source})$`);
    expect(whole.test(takes)).toBe(true);
    expect(whole.test(leaves)).toBe(false);
  });
});

describe('counted repeats', () => {
  it.each<[pattern: string, linear: boolean]>([
    ['a{16}', true],
    ['a{17}', true],
    ['a{0,400}', true],
    ['[^ ]{3,200}', true],
    ['(?:ab{2}){20}', true],
    ['(?:a{10}b{10}){10}', true],
    ['(a){16}', true],
    ['(a){17}', false], // Its capture would be there many times.
    ['a{30000}', false], // Too long when written out.
    ['(?:a{200}){200}', false],
  ])('%s is linear: %s', (pattern, linear) => {
    expect(emit(pcre2(pattern), ascii).linear).toBe(linear);
  });

  it('match the same written out', () => {
    const counted = fc
      .tuple(
        fc.constantFrom('a', '[ab]', '(?:ab)', '(?:a|b)', '(?:ab?)'),
        fc.integer({ min: 0, max: 24 }),
        fc.option(fc.integer({ min: 0, max: 24 })),
        fc.constantFrom('', '?'),
        fc.constantFrom('', 'b', 'ab'),
      )
      .map(([atom, min, extra, lazy, tail]) => {
        const max = extra === null ? '' : String(min + extra);
        return `${atom}{${min},${max}}${lazy}${tail}`;
      });
    const subject = fc.string({ unit: fc.constantFrom('a', 'a', 'a', 'b'), maxLength: 60 });
    fc.assert(
      fc.property(counted, subject, (pattern, text) => {
        const { source } = emit(pcre2(pattern), ascii);
        expect(new RegExp(source).exec(text)?.[0]).toBe(new RegExp(pattern).exec(text)?.[0]);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the linear engine', () => {
  beforeAll(() => {
    setFlagsFromString('--enable-experimental-regexp-engine');
  });

  it.each<[pattern: string, linear: boolean]>([
    ['^(a+)+$', true],
    ['(\\w+\\s?)*$', true],
    ['\\bfoo\\b', true],
    ['(a|b)*?c{2,5}', true],
    ['(a*)?b', true],
    ['a(?=b)', false],
    ['a(?!b)', false],
    ['(?<=a)b', false],
    ['(a)\\1', false],
    ['(?>a+)', false],
    ['a++', false],
    ['\\R', false],
    ['(?m)^a', false],
    ['(?m)a$', false],
    ['(?m)a', true],
  ])('%s: %s', (pattern, linear) => {
    const { source, linear: found } = emit(pcre2(pattern), ascii);
    expect(found).toBe(linear);
    if (linear) expect(takesLinear(source)).toBe(true);
  });

  it('takes everything that is called linear', () => {
    const tokens =
      'a b \\d \\w+ \\S* .+ ( (?: ) | * + ? {2} {1,3} {2,} {20} ^ $ \\b [ab] \\. (?=a)'.split(' ');
    const text = fc.array(fc.constantFrom(...tokens), { maxLength: 9 }).map((all) => all.join(''));
    const forms = fc.constantFrom<Form>(
      ascii,
      { text: 'utf8', newline: false, long: false },
      { text: 'broken', newline: true, long: false },
    );
    fc.assert(
      fc.property(text, forms, (source, form) => {
        const all = [
          parsePcre2(source, { caseless: true }),
          parseOsRegex(source),
          parseOsMatch(source),
        ];
        for (const parsed of all) {
          if (!parsed.ok) continue;
          const found = emit(parsed.node, form);
          expect(() => new RegExp(found.source)).not.toThrow();
          if (found.linear && found.source !== '') expect(takesLinear(found.source)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
