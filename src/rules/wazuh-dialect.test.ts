import { describe, expect, it } from 'vitest';
import type { Event } from '../event/index.ts';
import { eventOf, group, loadText, RuleBench, takes } from './testing/rule-bench.ts';

const wazuh = { rules: { dialectOf: () => 'wazuh' as const } };
const rule = (id: number, body: string, attributes = ''): string =>
  `<rule id="${id}" level="3" ${attributes}>${body}</rule>`;

describe('patterns of the Wazuh dialect', () => {
  it.each<[string, Partial<Event>, boolean]>([
    ['<match type="pcre2">^a log$</match>', {}, true],
    ['<match type="pcre2">^A log$</match>', {}, false],
    ['<match type="osregex">^a \\w+$</match>', {}, true],
    ['<match negate="yes">other</match>', {}, true],
    ['<match negate="yes">a log</match>', {}, false],
    ['<match>!other</match>', {}, true],
    ['<match>!a log</match>', {}, false],
    ['<match negate="yes">!a log</match>', {}, true],
    ['<match negate="yes">!other</match>', {}, false],
    ['<regex type="osmatch">!other</regex>', {}, true],
    ['<regex>!other</regex>', {}, false],
    ['<action>DROP</action>', { action: 'DROP' }, true],
    ['<action>drop</action>', { action: 'DROP' }, false],
    ['<action type="osmatch">dr|x</action>', { action: 'DROP' }, true],
    ['<action negate="yes">DROP</action>', { action: 'PASS' }, true],
    ['<action negate="yes">DROP</action>', {}, false],
    ['<protocol>^tcp$</protocol>', { protocol: 'TCP' }, true],
    ['<protocol>tcp</protocol>', {}, false],
    ['<system_name>web</system_name>', { systemname: 'web1' }, true],
    ['<location>std</location>', {}, true],
    ['<data>x</data>', { data: 'x' }, true],
    ['<data>x</data>', { extraData: 'x' }, false],
    ['<extra_data>x</extra_data>', { extraData: 'x' }, true],
    ['<extra_data>x</extra_data>', { data: 'x' }, false],
    ['<url type="pcre2" negate="yes">\\d</url>', { url: '/a' }, true],
    ['<url type="pcre2" negate="yes">\\d</url>', { url: '/1' }, false],
    ['<url negate="yes">x</url>', {}, false],
    ['<srcip>10.0.0.0/8</srcip>', { srcip: '10.1.1.1' }, true],
    ['<srcip negate="yes">10.0.0.0/8</srcip>', { srcip: '10.1.1.1' }, false],
    ['<srcip negate="yes">10.0.0.0/8</srcip>', { srcip: '9.1.1.1' }, true],
    ['<srcip negate="yes">!10.0.0.0/8</srcip>', { srcip: '10.1.1.1' }, true],
    ['<srcip negate="yes">10.0.0.0/8</srcip>', {}, false],
    ['<program_name type="pcre2" negate="yes">^ssh</program_name>', { programName: 'su' }, true],
  ])('%s with %j: %s', (body, fields, expected) => {
    expect(takes(body, eventOf(fields), wazuh)).toBe(expected);
  });

  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['<field name="a.b">^\\d+$</field>', { 'a.b': '12' }, true],
    ['<field name="a" type="pcre2">^[a-z]{2}$</field>', { a: 'xy' }, true],
    ['<field name="a" type="pcre2">^[a-z]{2}$</field>', { a: 'XY' }, false],
    ['<field name="a" negate="yes">x</field>', { a: 'y' }, true],
    ['<field name="a" negate="yes">x</field>', { a: 'x' }, false],
    ['<field name="a" negate="yes">x</field>', { b: 'y' }, false],
  ])('%s of %j: %s', (body, fields, expected) => {
    expect(takes(body, eventOf({ dynamic: new Map(Object.entries(fields)) }), wazuh)).toBe(
      expected,
    );
  });

  it.each([
    ['<match type="glob">x</match>', ['warning RULE_PATTERN_TYPE']],
    ['<match negate="maybe">x</match>', ['warning RULE_PATTERN_TYPE']],
    ['<match colour="red">x</match>', ['error RULE_ATTRIBUTE_UNKNOWN']],
    ['<field name="srcip">x</field>', ['error RULE_FIELD_NAME']],
    ['<field>x</field>', ['error RULE_FIELD_NAME']],
    ['<field name="a" type="pcre2">(</field>', ['error RULE_PATTERN_BAD']],
    ['<same_field></same_field>', ['error RULE_FIELD_NAME', 'warning RULE_COMPOSITE_INCOMPLETE']],
  ])('complains of %s', (body, codes) => {
    const { tree, severities } = loadAll(rule(100, `<match>x</match>${body}`));
    expect(severities).toEqual(codes);
    expect(tree.rules.size).toBeGreaterThan(0);
  });
});

function loadAll(rules: string) {
  const { tree, diagnostics } = loadText(group(rules), wazuh);
  return { tree, severities: diagnostics.map(({ severity, code }) => `${severity} ${code}`) };
}

describe('a faulty rule of the Wazuh dialect', () => {
  it.each([
    ['an id that is none', rule(100, '<if_sid>x1</if_sid>'), 'RULE_ID_BAD'],
    ['a parent that is not there', rule(100, '<if_sid>99</if_sid>'), 'RULE_PARENT_UNKNOWN'],
    [
      'a list that is not there',
      rule(100, '<list field="user">etc/lists/x</list>'),
      'RULE_LIST_UNKNOWN',
    ],
    [
      'a decoder that is not there',
      rule(100, '<decoded_as>none</decoded_as>'),
      'RULE_DECODER_UNKNOWN',
    ],
    ['a level that is none', rule(100, '<if_level>x</if_level>'), 'RULE_LEVEL_BAD'],
  ])('with %s is left out', (_what, text, code) => {
    const { tree, severities } = loadAll(text + rule(101, '<match>x</match>'));

    expect(severities).toEqual([`warning ${code}`]);
    expect(new RuleBench(group(rule(101, '<match>a</match>')), wazuh).next(eventOf())).toBe(101);
    expect(
      tree.roots.some(({ children }) => children.some((one) => one.rule.facts.id === 100)),
    ).toBe(false);
  });

  it('hangs where it can when only some parents are there', () => {
    const rules = rule(100, '<match>a</match>') + rule(101, '<if_sid>100, 99</if_sid>');
    const { tree, severities } = loadAll(rules);

    expect(severities).toEqual(['warning RULE_PARENT_UNKNOWN']);
    expect(tree.rules.has(101)).toBe(true);
  });

  it('is an error all the same where nobody can know what it means', () => {
    expect(loadAll(rule(100, '<mach>x</mach>')).severities).toEqual(['error RULE_ELEMENT_UNKNOWN']);
  });
});

describe('overwrite in the Wazuh dialect', () => {
  it('replaces every condition and keeps the place', () => {
    const rules =
      rule(100, '<match>a</match>') +
      rule(101, '<if_sid>100</if_sid><field name="x">1</field><match>log</match>') +
      rule(101, '<if_sid>1</if_sid><match>lo</match>', 'overwrite="yes"');
    const bench = new RuleBench(group(rules), wazuh);

    expect(bench.next(eventOf())).toBe(101);
    expect(bench.next(eventOf({ log: 'lo only' }))).toBeUndefined();
  });
});

describe('composites of the Wazuh dialect', () => {
  const base = rule(100, '<match>foo</match>');
  const composite = (body: string, attributes = 'frequency="3" timeframe="60"'): string =>
    base +
    `<rule id="101" level="9" ${attributes}><if_matched_sid>100</if_matched_sid>${body}</rule>`;
  const foo = (second: number, fields: Partial<Event> = {}): Event =>
    eventOf({ log: `foo ${second}`, timeMs: 1_700_000_000_000 + second * 1000, ...fields });

  describe.each(['exact', 'reference'] as const)('with %s correlation', (kind) => {
    const bench = (rules: string) => new RuleBench(group(rules), { ...wazuh, kind });
    const run = (rules: string, events: readonly Event[]): string =>
      bench(rules)
        .run(events)
        .map((id) => (id === 101 ? '*' : '.'))
        .join('');

    it('fire on the event whose number they say, and again after as many', () => {
      expect(
        run(
          composite(''),
          Array.from({ length: 9 }, (_, i) => foo(i)),
        ),
      ).toBe('..*..*..*');
    });

    it.each([
      [2, '.*.*.*'],
      [4, '...*..'],
    ])('of frequency %i: %s', (frequency, expected) => {
      const rules = composite('', `frequency="${frequency}" timeframe="60"`);
      expect(
        run(
          rules,
          Array.from({ length: 6 }, (_, i) => foo(i)),
        ),
      ).toBe(expected);
    });

    it('count within the timeframe', () => {
      expect(run(composite(''), [foo(0), foo(30), foo(61), foo(62)])).toBe('...*');
    });

    it.each<[string, readonly Partial<Event>[], string]>([
      [
        '<same_source_ip />',
        [{ srcip: 'a' }, { srcip: 'b' }, { srcip: 'a' }, { srcip: 'a' }],
        '...*',
      ],
      ['<same_srcuser />', [{ srcuser: 'a' }, { srcuser: 'a' }, {}, { srcuser: 'a' }], '...*'],
      ['<different_srcip />', [{ srcip: 'a' }, { srcip: 'a' }, { srcip: 'b' }], '..*'],
      ['<different_srcip />', [{ srcip: 'a' }, { srcip: 'a' }, { srcip: 'a' }], '...'],
      ['<different_srcip />', [{}, { srcip: 'a' }, { srcip: 'b' }], '..*'],
      ['<not_same_user />', [{ dstuser: 'a' }, { dstuser: 'b' }, { dstuser: 'c' }], '..*'],
      ['<not_same_user />', [{ dstuser: 'c' }, { dstuser: 'b' }, { dstuser: 'c' }], '...'],
      ['<same_location />', [{}, {}, { location: 'other' }], '...'],
      ['<same_location />', [{}, {}, {}], '..*'],
    ])('with %s over %j: %s', (body, fields, expected) => {
      expect(
        run(
          composite(body),
          fields.map((one, i) => foo(i, one)),
        ),
      ).toBe(expected);
    });

    it.each<[string, readonly (readonly [string, string])[], string]>([
      [
        '<same_field>k</same_field>',
        [
          ['k', '1'],
          ['k', '2'],
          ['k', '1'],
          ['k', '1'],
        ],
        '...*',
      ],
      [
        '<same_field>k</same_field>',
        [
          ['k', '1'],
          ['j', '1'],
          ['k', '1'],
        ],
        '...',
      ],
      [
        '<different_field>k</different_field>',
        [
          ['k', '1'],
          ['k', '2'],
          ['k', '3'],
        ],
        '..*',
      ],
      [
        '<not_same_field>k</not_same_field>',
        [
          ['k', '3'],
          ['k', '2'],
          ['k', '3'],
        ],
        '...',
      ],
    ])('with %s over %j: %s', (body, pairs, expected) => {
      const events = pairs.map((pair, i) => foo(i, { dynamic: new Map([pair]) }));
      expect(run(composite(body), events)).toBe(expected);
    });

    it('count the events of one agent, unless they ask for all', () => {
      const from = (name: string, second: number): Event =>
        foo(second, { location: `(${name}) any->/var/log/x` });
      // Composites leave marks on events: each set of rules gets events of its own.
      const events = () => ['a', 'b', 'a', 'b', 'a'].map(from);

      expect(run(composite(''), events())).toBe('....*');
      expect(run(composite('<global_frequency />'), events())).toBe('..*..');
      expect(run(composite('<not_same_agent />'), events())).toBe('..*..');
    });

    it('tell the earlier logs, one less than they count', () => {
      const one = bench(composite(''));
      one.run([foo(0), foo(1)]);
      one.memory.context = undefined;
      one.winner(foo(2));

      expect(one.memory.context).toEqual(['foo 1', 'foo 0']);
    });

    it('are not held up by what fired for somebody else', () => {
      const by = (srcip: string, second: number): Event => foo(second, { srcip });
      const order = ['a', 'a', 'b', 'a', 'b', 'b'];

      expect(run(composite('<same_source_ip />'), order.map(by))).toBe('...*.*');
    });
  });
});
