import { describe, expect, it } from 'vitest';
import { unknownName } from './unknown-name.ts';

describe('unknownName', () => {
  it.each([
    ['lgall', ['logall', 'stats'], 'the option lgall is not known; did you mean logall?'],
    ['zzzzzz', ['logall', 'stats'], 'the option zzzzzz is not known'],
    ['logall', [], 'the option logall is not known'],
    ['x'.repeat(100), ['a'], `the option ${'x'.repeat(60)}... is not known`],
  ])('of %s among %j', (name, known, expected) => {
    expect(unknownName('the option', name, known)).toMatch(expected);
  });
});
