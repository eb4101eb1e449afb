import { describe, expect, it } from 'vitest';
import { emit } from './emit.ts';
import type { Node } from './node.ts';
import { parseOsRegex } from './os-regex.ts';
import { parsePcre2 } from './pcre2.ts';
import { harmlessLength, isPlain, isSuperlinear, loopCount, startBytes } from './risk.ts';

function pcre2(text: string): Node {
  const parsed = parsePcre2(text, { caseless: false });
  if (!parsed.ok) throw new Error(parsed.problem.reason);
  return parsed.node;
}

const shortForm = { text: 'ascii', newline: false, long: false } as const;

function osregex(text: string): Node {
  const parsed = parseOsRegex(text);
  if (!parsed.ok) throw new Error(parsed.problem.reason);
  return parsed.node;
}

describe('what a backtracking search may cost', () => {
  it.each([
    ['no loop', 'abc', false],
    ['one loop, and one place to begin', '^a+b', false],
    ['one loop that gives back, and one place to begin', '^\\w+b', false],
    ['loops that share nothing', '^\\d+ \\d+ x', false],
    ['a loop that takes no beginning', 'a\\d+b', false],
    ['a loop that takes its own beginning', '\\d+b', true],
    ['a loop that takes what a match begins with', 'a\\w+b', true],
    ['two loops that share', '^\\d*\\w*x', true],
    ['two loops that share over an optional part', '^\\d+ ?\\d+x', true],
    ['a loop that gives back to what follows, and another loop', '^\\w+a\\w+x', true],
    ['a loop in a loop', '^(?:a+b)*c', true],
    ['a loop over a sequence', '^(?:ab)*c', true],
    ['a few rounds', '^a{0,3}b{1,5}', false],
    ['one choice without an anchor', '^a|a+b', true],
    ['anchors in all choices', '(?:^a+|^b+)c', false],
    ['an anchor that comes late', 'a*^b', true],
    ['loops behind a look', '^(?=\\d+)\\d+x', true],
    ['a reference', '(a+)\\1', true],
  ])('%s: %s (%s)', (_, text, risky) => {
    expect(isSuperlinear(pcre2(text))).toBe(risky);
  });

  it.each([
    ['^\\S+ \\d+ x', false],
    ['^\\S+ \\.+ x', true],
    ['\\S+ x', true],
    ['x \\d+', false],
  ])('%s: %s', (text, risky) => {
    expect(isSuperlinear(osregex(text))).toBe(risky);
  });

  it.each([
    ['abc', 0],
    ['a+', 1],
    ['a{1,8}', 0],
    ['a{1,9}', 1],
    ['(a+|b+)c*', 3],
    ['(?:a+)+', 2],
    ['(a)\\1', 1],
  ])('%s has %s loops', (text, count) => {
    expect(loopCount(pcre2(text))).toBe(count);
  });

  it.each([
    ['(?:a+)+', 0],
    ['(?:ab)+', 0],
    ['(?=a)b', 20_000_000],
    ['(?=a)b+', 4472],
    ['(?=a+)b+', 271],
    ['(?=a+)b+c+', 66],
  ])('%s is harmless up to %s bytes', (text, bytes) => {
    expect(harmlessLength(pcre2(text))).toBe(bytes);
  });
});

describe('the bytes that a subject must begin with', () => {
  it.each([
    ['^abc', 'a'],
    ['^(?i)abc', 'Aa'],
    ['^(?:ab|^cd)', 'ac'],
    ['^ab|^cd', 'ac'],
    ['^ab|cd', undefined],
    ['^a?b', 'ab'],
    ['^a*', undefined],
    ['^a*$', undefined],
    ['^$', undefined],
    ['^(?:a|$)', undefined],
    ['(^a)b', 'a'],
    ['a^', undefined],
    ['^[^a]', undefined],
    ['^(?=x)b', 'b'],
    ['^(?=x)', undefined],
    ['^(a|b){2}', 'ab'],
    ['^\\d', '0123456789'],
    ['(?:^a)*b', undefined],
  ])('%s: %s', (text, bytes) => {
    const set = startBytes(pcre2(text));
    const found = Array.from({ length: 256 }, (_, byte) => byte)
      .filter((byte) => set?.has(byte))
      .map((byte) => String.fromCharCode(byte))
      .join('');
    expect(set === undefined ? undefined : found).toBe(bytes);
  });

  it('takes the first bytes of what folds to a letter', () => {
    const set = startBytes(osregex('^ks'));
    expect([0x4b, 0x6b, 0xe2].map((byte) => set?.has(byte))).toEqual([true, true, true]);
    expect(set?.size).toBe(3);
  });
});

describe('patterns that surely run in linear time', () => {
  it.each([
    ['^a(b|c)*d?$', true],
    ['a{2}', false],
    ['a{0,1}b', true],
    ['(?=a)b', false],
    ['(a)\\1', false],
    ['a++', false],
    ['(?>a)', false],
    ['(?m)^a', false],
    ['(?m)a$', false],
    ['\\ba\\B', true],
    ['((a+)*)+', true],
  ])('%s: %s', (text, plain) => {
    expect(isPlain(pcre2(text))).toBe(plain);
    if (plain) expect(emit(pcre2(text), shortForm).linear).toBe(true);
  });
});
