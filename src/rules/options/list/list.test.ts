import { describe, expect, it } from 'vitest';
import type { Event } from '../../../event/index.ts';
import { eventOf, group, loadText, problemsOf, takes } from '../../testing/rule-bench.ts';

const lists = {
  'lists/hosts': '10.1.2.3:web\n10.1.:office\n192.:wide\n2001:db8\nbob:admin\n1.2.3.4:\n',
  'lists/other': '10.1.2.3:x\n',
};

function asks(attributes: string, event: Event, name = 'lists/hosts'): boolean {
  return takes(`<list ${attributes}>${name}</list>`, event, { lists });
}

describe('look-ups', () => {
  it.each<[string, string, boolean]>([
    ['match_key', '10.1.2.3', true],
    ['match_key', '10.1.2.4', false],
    ['match_key', '10.1.', true],
    ['match_key', '1.2.3.4', true],
    ['not_match_key', '10.1.2.3', false],
    ['not_match_key', '10.1.2.4', true],
    ['address_match_key', '10.1.2.3', true],
    ['address_match_key', '10.1.9.9', true],
    ['address_match_key', '10.11.9.9', false],
    ['address_match_key', '192.0.2.1', true],
    ['address_match_key', '19.2.0.2', false],
    ['address_match_key', 'nodots', false],
    ['address_match_key', '', false],
    ['address_match_key', '.', false],
    ['not_address_match_key', '10.1.9.9', false],
    ['not_address_match_key', '10.11.9.9', true],
    ['match_key_value', '10.1.2.3', true],
    ['match_key_value', '10.1.', false],
    ['match_key_value', '10.9.9.9', false],
    // True when the key is absent or its value does not match: the reference's answer.
    ['address_match_key_value', '10.1.2.3', false],
    ['address_match_key_value', '192.0.2.1', false],
    ['address_match_key_value', '10.1.9.9', true],
    ['address_match_key_value', '8.8.8.8', true],
  ])('%s of %j: %j', (lookup, srcip, expected) => {
    const attributes = `field="srcip" lookup="${lookup}" check_value="^web$|wide"`;
    expect(asks(attributes, eventOf({ srcip }))).toBe(expected);
  });

  it('is match_key where none is named', () => {
    expect(asks('field="srcip"', eventOf({ srcip: '10.1.2.3' }))).toBe(true);
  });
});

describe('fields', () => {
  const fields: readonly (readonly [string, keyof Event])[] = [
    ['srcip', 'srcip'],
    ['srcport', 'srcport'],
    ['dstip', 'dstip'],
    ['dstport', 'dstport'],
    ['user', 'srcuser'],
    ['user', 'dstuser'],
    ['url', 'url'],
    ['id', 'id'],
    ['hostname', 'hostname'],
    ['program_name', 'programName'],
    ['status', 'status'],
    ['action', 'action'],
  ];
  it.each(fields)('%s is the field %s', (name, field) => {
    expect(asks(`field="${name}"`, eventOf({ [field]: 'bob' }))).toBe(true);
    expect(asks(`field="${name}"`, eventOf({ [field]: 'eve' }))).toBe(false);
    expect(asks(`field="${name}" lookup="not_match_key"`, eventOf({ [field]: 'eve' }))).toBe(true);
  });

  it.each(['match_key', 'not_match_key', 'not_address_match_key'])(
    'that are unset fail, with %s too',
    (lookup) => {
      expect(asks(`field="srcip" lookup="${lookup}"`, eventOf())).toBe(false);
    },
  );

  it('prefers the source user, unlike <user>', () => {
    expect(asks('field="user"', eventOf({ srcuser: 'bob', dstuser: 'eve' }))).toBe(true);
    expect(asks('field="user"', eventOf({ srcuser: 'eve', dstuser: 'bob' }))).toBe(false);
  });
});

describe('lists', () => {
  const here = eventOf({ srcip: '10.1.2.3' });
  it.each([
    ['by name', 'lists/hosts', true],
    ['by the name of the database', 'lists/hosts.cdb', true],
    ['in another spelling', './lists/hosts', false],
    ['that nobody configured', 'lists/none', false],
  ])('%s', (_, name, expected) => {
    expect(asks('field="srcip"', here, name)).toBe(expected);
  });

  it('that nobody configured are never true, not even negated', () => {
    for (const lookup of ['not_match_key', 'not_address_match_key']) {
      expect(asks(`field="srcip" lookup="${lookup}"`, here, 'lists/none')).toBe(false);
    }
  });

  it('all have to pass, three as well', () => {
    const one = '<list field="srcip">lists/hosts</list>';
    const other = '<list field="srcip">lists/other</list>';
    const not = '<list field="srcip" lookup="not_match_key">lists/hosts</list>';
    expect(takes(one + other, here, { lists })).toBe(true);
    expect(takes(one + other, eventOf({ srcip: '10.1.' }), { lists })).toBe(false);
    expect(takes(not + one + other, here, { lists })).toBe(false);
  });
});

describe('problems', () => {
  it.each<[string, string, readonly string[]]>([
    ['no field', '¦<list>lists/hosts</list>', ['RULE_LIST_BAD']],
    ['an unknown field', '¦<list field="port">lists/hosts</list>', ['RULE_LIST_BAD']],
    ['what objects have', '¦<list field="toString">lists/hosts</list>', ['RULE_LIST_BAD']],
    ['an unknown lookup', '¦<list field="id" lookup="key">lists/hosts</list>', ['RULE_LIST_BAD']],
    [
      'a value look-up without a pattern',
      '¦<list field="id" lookup="match_key_value">lists/hosts</list>',
      ['RULE_LIST_BAD'],
    ],
    [
      'an unknown attribute',
      '<list field="id" ¦key="x">lists/hosts</list>',
      ['RULE_ATTRIBUTE_UNKNOWN'],
    ],
    ['each element', '¦<list>a</list>¦<list>b</list>', ['RULE_LIST_BAD', 'RULE_LIST_BAD']],
  ])('%s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes, { lists });
    expect(found).toEqual(wanted);
  });

  it('name what would have been right', () => {
    const rule = '<rule id="100" level="1"><list field="port">a</list></rule>';
    expect(loadText(group(rule)).messages[0]).toContain('srcport');
  });
});
