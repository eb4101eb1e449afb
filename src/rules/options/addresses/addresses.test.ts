import { describe, expect, it } from 'vitest';
import { eventOf, problemsOf, takes } from '../../testing/rule-bench.ts';

describe.each(['srcip', 'dstip'] as const)('<%s>', (key) => {
  const list = (...entries: readonly string[]): string =>
    entries.map((entry) => `<${key}>${entry}</${key}>`).join('');

  it.each<[string, readonly string[], string, boolean]>([
    ['the same address', ['10.1.2.3'], '10.1.2.3', true],
    ['another address', ['10.1.2.3'], '10.1.2.4', false],
    ['inside a network', ['10.1.2.0/24'], '10.1.2.255', true],
    ['host bits do not matter', ['10.1.2.77/24'], '10.1.2.1', true],
    ['outside a network', ['10.1.2.0/24'], '10.1.3.0', false],
    ['one bit past the byte', ['10.1.2.0/23'], '10.1.3.1', true],
    ['any', ['any'], '192.0.2.1', true],
    ['not any', ['!any'], '192.0.2.1', false],
    ['prefix 0', ['1.2.3.4/0'], '192.0.2.1', true],
    ['prefix 0 of IPv4 takes IPv6 too', ['0.0.0.0/0'], '2001:db8::1', true],
    ['prefix 32', ['1.2.3.4/32'], '1.2.3.4', true],
    ['an IPv6 network', ['2001:db8::/32'], '2001:db8:1::9', true],
    ['outside an IPv6 network', ['2001:db8::/32'], '2001:db9::', false],
    ['a mapped address is its IPv4', ['10.0.0.0/8'], '::ffff:10.9.9.9', true],
    ['negated, inside', ['!10.0.0.0/8'], '10.1.1.1', false],
    ['negated, outside', ['!10.0.0.0/8'], '11.1.1.1', true],
    ['the first that holds decides', ['10.1.1.1', '!10.0.0.0/8'], '10.1.1.1', true],
    ['the second decides', ['10.1.1.1', '!10.0.0.0/8'], '10.1.1.2', false],
    ['none holds, the last is negated', ['10.1.1.1', '!10.0.0.0/8'], '172.16.0.1', true],
    ['none holds, the last is not', ['!10.0.0.0/8', '11.1.1.1'], '172.16.0.1', false],
    ['blanks around', [' 10.1.1.1\n'], '10.1.1.1', true],
  ])('%s', (_, entries, address, expected) => {
    expect(takes(list(...entries), eventOf({ [key]: address }))).toBe(expected);
  });

  it.each([undefined, '', '-', 'localhost', '10.1.1', '10.1.1.1:22', '10.1.1.1 '])(
    'fails for %j, even where the list is negated',
    (address) => {
      const event = eventOf(address === undefined ? {} : { [key]: address });
      expect(takes(list('!10.0.0.0/8'), event)).toBe(false);
      expect(takes(list('any'), event)).toBe(false);
    },
  );

  it.each<[string, string, readonly string[]]>([
    ['a name', `<${key}>¦web1</${key}>`, ['RULE_ADDRESS_BAD']],
    ['nothing', `¦<${key}></${key}>`, ['RULE_ADDRESS_BAD']],
    ['a dotted mask', `<${key}>¦10.0.0.0/255.0.0.0</${key}>`, ['RULE_ADDRESS_BAD']],
    ['a prefix over 32', `<${key}>¦10.0.0.0/33</${key}>`, ['RULE_ADDRESS_BAD']],
    ['a prefix over 128', `<${key}>¦::1/129</${key}>`, ['RULE_ADDRESS_BAD']],
    ['an empty prefix', `<${key}>¦10.0.0.0/</${key}>`, ['RULE_ADDRESS_BAD']],
    ['two negations', `<${key}>¦!!10.0.0.1</${key}>`, ['RULE_ADDRESS_BAD']],
    ['an unknown attribute', `<${key} ¦negate="yes">any</${key}>`, ['RULE_ATTRIBUTE_UNKNOWN']],
    [
      'every bad entry',
      `<${key}>¦x</${key}><${key}>any</${key}><${key}>¦y</${key}>`,
      ['RULE_ADDRESS_BAD', 'RULE_ADDRESS_BAD'],
    ],
  ])('refuses %s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });
});
