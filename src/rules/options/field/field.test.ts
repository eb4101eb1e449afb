import { describe, expect, it } from 'vitest';
import { eventOf, problemsOf, takes } from '../../testing/rule-bench.ts';

function withFields(fields: Readonly<Record<string, string>>) {
  return eventOf({
    log: Object.values(fields).join(' '),
    dynamic: new Map(Object.entries(fields)),
  });
}

describe('<field>', () => {
  it.each<[string, string, Readonly<Record<string, string>>, boolean]>([
    ['holds', '<field name="event">^lo\\w+$</field>', { event: 'login' }, true],
    [
      'ignores the case of the value',
      '<field name="event">^login$</field>',
      { event: 'LOGIN' },
      true,
    ],
    ['ignores the case of the name', '<field name="EVENT">login</field>', { Event: 'login' }, true],
    ['prefers the exact name', '<field name="a">1</field>', { A: '1', a: '2' }, false],
    ['fails', '<field name="event">logout</field>', { event: 'login' }, false],
    ['fails where the event has others', '<field name="event">x</field>', { other: 'x' }, false],
    [
      'all of several',
      '<field name="a">1</field><field name="b">2</field>',
      { a: '1', b: '2' },
      true,
    ],
    [
      'one of several fails',
      '<field name="a">1</field><field name="b">2</field>',
      { a: '1' },
      false,
    ],
    [
      'twice the same name',
      '<field name="a">1</field><field name="a">2</field>',
      { a: '12' },
      true,
    ],
    ['an empty value', '<field name="a">^$</field>', { a: '' }, true],
    ['other bytes', '<field name="a">\xc3\xa9</field>', { a: 'caf\xc3\xa9' }, true],
  ])('%s', (_, body, fields, expected) => {
    expect(takes(body, withFields(fields))).toBe(expected);
  });

  it('fails for an event without any dynamic field', () => {
    expect(takes('<field name="a">\\.*</field>', eventOf())).toBe(false);
  });

  it('does not look at static fields', () => {
    expect(takes('<field name="srcip">1</field>', eventOf({ srcip: '1' }))).toBe(false);
  });

  it.each<[string, string, readonly string[]]>([
    ['no name', '¦<field>a</field>', ['RULE_FIELD_NAME']],
    ['another attribute first', '<field type="x" ¦name="a">a</field>', ['RULE_FIELD_NAME']],
    ['a second attribute', '<field name="a" ¦negate="yes">a</field>', ['RULE_FIELD_NAME']],
    ['a bad pattern', '<field name="a">a¦\\+</field>', ['RULE_PATTERN_BAD']],
    ['an empty pattern', '¦<field name="a"></field>', ['RULE_PATTERN_BAD']],
  ])('refuses %s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });
});
