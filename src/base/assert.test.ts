import { describe, expect, it } from 'vitest';
import { assert, unreachable } from './index.ts';

describe('assert', () => {
  it('lets what holds pass', () => {
    expect(() => assert(true, 'never told')).not.toThrow();
  });

  it('throws what does not hold', () => {
    expect(() => assert(false, 'two and two')).toThrow('assertion failed: two and two');
  });
});

describe('unreachable', () => {
  it.each([
    [{ kind: 'new' }, '{"kind":"new"}'],
    ['text', '"text"'],
  ])('tells the value it was reached with: %j', (value, shown) => {
    expect(() => unreachable(value as never)).toThrow(`unreachable: ${shown}`);
  });
});
