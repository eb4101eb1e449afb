import { describe, expect, it } from 'vitest';
import { eventOf, problemsOf, takes } from '../../testing/rule-bench.ts';

describe('<action>', () => {
  it.each([
    ['DROP', 'DROP', true],
    ['DROP', 'drop', false],
    ['DROP', 'DROPPED', false],
    ['DROP', undefined, false],
    ['DROP', '', false],
    ['a|b', 'a', false],
    ['^a$', 'a', false],
  ])('%j asked of %j: %j', (wanted, action, expected) => {
    const event = eventOf(action === undefined ? {} : { action });
    expect(takes(`<action>${wanted}</action>`, event)).toBe(expected);
  });

  it('joins its pieces', () => {
    expect(takes('<action>DR</action><action>OP</action>', eventOf({ action: 'DROP' }))).toBe(true);
  });

  it('takes no attributes', () => {
    const { found, wanted } = problemsOf('<action ¦type="x">a</action>', [
      'RULE_ATTRIBUTE_UNKNOWN',
    ]);
    expect(found).toEqual(wanted);
  });
});
