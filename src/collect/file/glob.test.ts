import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileGlob, isGlob } from './glob.ts';

it.each([
  ['*', 'abc', true],
  ['*', '', true],
  ['*', '.hidden', false],
  ['.*', '.hidden', true],
  ['*.log', 'a.log', true],
  ['*.log', 'a.log.1', false],
  ['a*b*c', 'axxbxxc', true],
  ['a*b*c', 'axxbxx', false],
  ['a*b*c', 'abcbc', true],
  ['?', 'a', true],
  ['?', '', false],
  ['?', 'ab', false],
  ['[abc]', 'b', true],
  ['[abc]', 'd', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]', 'd', true],
  ['[^a-c]', 'a', false],
  ['[]]', ']', true],
  ['[!]]', ']', false],
  ['[a-]', '-', true],
  ['[[:digit:]]', '7', true],
  ['[[:digit:]]', 'a', false],
  ['[[:alpha:]_]*', '_x', true],
  ['[', '[', true],
  ['[a', '[a', true],
  [String.raw`\*`, '*', true],
  [String.raw`\*`, 'a', false],
  ['\xff*', '\xffa', true],
])('%s finds %s: %s', (pattern, name, expected) => {
  expect(compileGlob(pattern)(name)).toBe(expected);
});

it.each([
  ['/var/log/a.log', false],
  ['/var/log/*.log', true],
  ['/var/?/a', true],
  ['/var/[ab]', true],
])('%s has wildcards: %s', (path, expected) => {
  expect(isGlob(path)).toBe(expected);
});

it('takes any pattern, and every name is found by itself when its signs are quoted', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (pattern, name) => {
      compileGlob(pattern)(name);
      const quoted = name.replaceAll(/[\\*?[]/g, String.raw`\$&`);
      expect(compileGlob(quoted)(name)).toBe(true);
    }),
  );
});

it('needs no more than the product of the lengths', () => {
  expect(compileGlob(`${'*a'.repeat(1000)}b`)('a'.repeat(5000))).toBe(false);
});
