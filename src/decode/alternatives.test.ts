import { expect, it } from 'vitest';
import { alternativesOf } from './alternatives.ts';

it.each([
  ['a', ['a']],
  ['a|b|c', ['a', 'b', 'c']],
  ['a\\|b', ['a\\|b']],
  ['(a|b)|c', ['(a|b)', 'c']],
  ['\\(a|b\\)', ['\\(a', 'b\\)']],
  ['k=(\\S+) |(\\.*)$', ['k=(\\S+) ', '()$']],
  ['(\\.*)$|a', ['(\\.*)$', 'a']],
  ['a|', ['a|']],
  ['|a', ['|a']],
])('%s is tried as %j', (pattern, alternatives) => {
  expect(alternativesOf(pattern)).toEqual(alternatives);
});
