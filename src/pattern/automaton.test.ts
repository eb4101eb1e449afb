import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Automaton } from './automaton.ts';
import { emit } from './emit.ts';
import type { Node, Parsed } from './node.ts';
import { parseOsMatch } from './os-match.ts';
import { parseOsRegex } from './os-regex.ts';
import { parsePcre2 } from './pcre2.ts';
import { textOf } from './testing/slow-matcher.ts';
import { trees } from './testing/trees.ts';

const parsers = {
  osmatch: parseOsMatch,
  osregex: parseOsRegex,
  pcre2: (text: string): Parsed => parsePcre2(text, { caseless: false }),
} as const;

function nodeOf(dialect: keyof typeof parsers, text: string): Node {
  const parsed = parsers[dialect](text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.reason}`);
  return parsed.node;
}

function automatonOf(dialect: keyof typeof parsers, text: string): Automaton {
  const automaton = Automaton.of(nodeOf(dialect, text), 'ascii', false);
  if (automaton === undefined) throw new Error(`no automaton for ${text}`);
  return automaton;
}

describe('the automaton', () => {
  it.each<[dialect: keyof typeof parsers, pattern: string, subject: string, occurs: boolean]>([
    ['pcre2', 'abc', 'xxABabcx', true],
    ['pcre2', 'abc', 'ababab', false],
    ['pcre2', '^abc', 'xabc', false],
    ['pcre2', '^abc', 'abcx', true],
    ['pcre2', 'abc$', 'abcabc', true],
    ['pcre2', 'abc$', 'abcx', false],
    ['pcre2', '^$', '', true],
    ['pcre2', '^$', 'x', false],
    ['pcre2', '^a*$', 'aaaa', true],
    ['pcre2', 'a^b', 'ab', false],
    ['pcre2', 'a$b', 'ab', false],
    ['pcre2', '(?:)', '', true],
    ['pcre2', '(a|b)*c', 'abbac', true],
    ['pcre2', '(?:a*)*b', 'aaab', true],
    ['pcre2', 'a{2,3}b', 'ab', false],
    ['pcre2', '^a{2,3}b', 'aaab', true],
    ['pcre2', '^a{2,3}b', 'aaaab', false],
    ['pcre2', 'a{2,}?b', 'aab', true],
    ['osregex', '^\\S+ \\d+$', 'ab-c 123', true],
    ['osregex', '^\\S+ \\d+$', 'ab-c 123 ', false],
    ['osmatch', '^root|admin', 'the admin', true],
    ['osmatch', '^root|admin', 'the root', false],
  ])('%s %s in %j: %s', (dialect, pattern, subject, occurs) => {
    expect(automatonOf(dialect, pattern).occursIn(subject)).toBe(occurs);
  });

  it.each([
    ['look-ahead', '(?=a)b'],
    ['a reference', '(a)\\1'],
    ['an atomic group', '(?>a*)b'],
    ['a possessive repeat', 'a*+b'],
    ['word edges', '\\bab'],
    ['lines', '(?m)^a'],
    ['large counts', '(?:abcdef){1000}'],
  ])('leaves %s to others', (_, pattern) => {
    expect(Automaton.of(nodeOf('pcre2', pattern), 'ascii', false)).toBeUndefined();
  });

  it('leaves a last line end to others where the text ends a line', () => {
    expect(Automaton.of(nodeOf('pcre2', 'a$'), 'ascii', true)).toBeUndefined();
    expect(Automaton.of(nodeOf('pcre2', 'a\\z'), 'ascii', true)?.occursIn('ba')).toBe(true);
  });

  it.each(['pcre2', 'osregex'] as const)('%s says what a search finds', (dialect) => {
    const subject = fc.string({
      unit: fc.constantFrom('a', 'A', 'b', '-', '.', '1', ' ', '\xc3\xa9', '\xe9', '\xc5\xbf'),
      maxLength: 9,
    });
    const texts = fc.constantFrom('ascii', 'utf8', 'broken');
    fc.assert(
      fc.property(trees[dialect], subject, texts, (tree, bytes, text) => {
        const source = textOf(tree);
        fc.pre(source !== '');
        const node = nodeOf(dialect, source);
        const automaton = Automaton.of(node, text, false);
        fc.pre(automaton !== undefined);
        const expected = new RegExp(emit(node, { text, newline: false, long: false }).source);
        expect(automaton.occursIn(bytes)).toBe(expected.test(bytes));
        expect(automaton.occursIn(bytes), 'asked again').toBe(expected.test(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives up on texts that need states without end, and keeps few', () => {
    // Which of the last twenty bytes were an a is what each state must know.
    const automaton = automatonOf('pcre2', 'a[ab]{20}x');
    const random = fc.sample(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 9000 }), {
      numRuns: 1,
      seed: 5,
    });
    expect(automaton.occursIn(random[0] ?? '')).toBeUndefined();
    expect(automaton.occursIn(`a${'b'.repeat(20)}x`)).toBe(true);
    expect(automaton.occursIn('b'.repeat(30))).toBe(false);
  });
});
