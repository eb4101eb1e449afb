import { describe, expect, it } from 'vitest';
import { fieldDecoder, kv, load, rule } from './harness.ts';

describe('siblings', () => {
  it('are tried level 0 first, then from the highest level down', () => {
    const rules =
      rule(100, '<match>foo</match>') +
      rule(101, '<match>foo ig</match>', 'level="0"') +
      rule(102, '<match>foo</match>', 'level="0" noalert="1"') +
      rule(103, '<match>foo hi</match>', 'level="12"');
    expect(load({ rules }).rules('foo', 'foo ig', 'foo hi', 'bar')).toEqual([
      100,
      101,
      103,
      undefined,
    ]);
  });

  it.each([
    ['of one level keep their order', 'level="5"', 'level="5"', 100],
    ['of accuracy 0 come last', 'level="9" accuracy="0"', 'level="2"', 101],
    [
      'of accuracy 0 keep their level among themselves',
      'level="2" accuracy="0"',
      'level="9" accuracy="0"',
      101,
    ],
  ])('%s', (_, first, second, expected) => {
    const rules = rule(100, '<match>foo</match>', first) + rule(101, '<match>foo</match>', second);
    expect(load({ rules }).rules('foo')).toEqual([expected]);
  });

  it('after noalert are tried, after level 0 they are not', () => {
    const tail = rule(101, '<match>foo</match>', 'level="5"');
    const quiet = rule(100, '<match>foo</match>', 'level="9" noalert="1"');
    const zero = rule(100, '<match>foo</match>', 'level="0"');
    expect(load({ rules: quiet + tail }).alerts('foo')).toEqual([101]);
    expect(load({ rules: zero + tail }).alerts('foo')).toEqual([undefined]);
  });
});

describe('parents', () => {
  const base = rule(100, '<match>a</match>') + rule(101, '<match>b</match>', 'level="5"');
  it.each([
    ['if_sid', '<if_sid>100</if_sid>', 'ac', 110],
    ['if_sid of another', '<if_sid>100</if_sid>', 'bc', 101],
    ['if_sid of several', '<if_sid>100, 101</if_sid>', 'bc', 110],
    ['if_sid in pieces is one number', '<if_sid>10</if_sid><if_sid>0</if_sid>', 'ac', 110],
    ['if_level of at least', '<if_level>5</if_level>', 'bc', 110],
    ['if_level above', '<if_level>5</if_level>', 'ac', 110],
    ['if_group', '<if_group>t,</if_group>', 'ac', 110],
    ['if_group by a part of its name', '<if_group>t</if_group>', 'bc', 110],
    ['none: the root of its category', '', 'xc', 110],
    ['the category of another root', '<category>squid</category>', 'xc', undefined],
  ])('%s', (_, parent, line, expected) => {
    const rules = base + rule(110, `${parent}<match>c</match>`, 'level="7"');
    expect(load({ rules }).rules(line)).toEqual([expected]);
  });

  it('pass events on to children of children', () => {
    const rules =
      rule(100, '<match>a</match>') +
      rule(101, '<if_sid>100</if_sid><match>b</match>') +
      rule(102, '<if_sid>101</if_sid><match>c</match>');
    expect(load({ rules }).rules('a', 'ab', 'abc', 'bc')).toEqual([100, 101, 102, undefined]);
  });

  it('that do not match keep their children from being tried', () => {
    const rules = rule(100, '<match>a</match>') + rule(101, '<if_sid>100</if_sid>', 'level="15"');
    expect(load({ rules }).rules('b', 'a')).toEqual([undefined, 101]);
  });
});

describe('categories', () => {
  const decoders = `
<decoder name="proxy"><program_name>^proxy</program_name><type>squid</type></decoder>
<decoder name="web"><prematch>^GET </prematch><type>web-log</type></decoder>`;
  const rules = ['syslog', 'squid', 'web-log', 'ids']
    .map((name, i) => rule(100 + i, `<category>${name}</category>`))
    .join('');
  it.each([
    ['Nov 24 04:00:00 host proxy: x', 101],
    ['GET /x', 102],
    ['plain text', 100],
  ])('%s is for rule %i', (line, expected) => {
    expect(load({ decoders, rules }).rules(line)).toEqual([expected]);
  });
});

describe('overwrite', () => {
  function overwritten(first: string, second: string, attributes = 'level="8"') {
    return load({
      decoders: fieldDecoder,
      rules: rule(100, first) + rule(100, second, `${attributes} overwrite="yes"`),
    });
  }

  it('replaces level and conditions', () => {
    const session = overwritten('<match>foo</match>', '<match>bar</match>');
    expect(session.rules('foo', 'bar')).toEqual([undefined, 100]);
    expect(session.engine.rule(100)?.level).toBe(8);
  });

  it('takes away what the new rule does not say', () => {
    const session = overwritten(
      '<match>foo</match><hostname>none</hostname>',
      '<match>foo</match>',
    );
    expect(session.rules('foo')).toEqual([100]);
  });

  it('leaves a pcre2 condition in force', () => {
    const session = overwritten('<pcre2>foo</pcre2>', '<pcre2>bar</pcre2>');
    expect(session.rules('foo', 'bar')).toEqual([100, undefined]);
  });

  it('lets a plain condition win over the old pcre2 of its kind', () => {
    const session = overwritten('<pcre2>foo</pcre2>', '<regex>bar</regex>');
    expect(session.rules('foo', 'bar')).toEqual([undefined, 100]);
  });

  it('leaves the place in the tree', () => {
    const rules =
      rule(99, '<match>z</match>') +
      rule(100, '<match>a</match>') +
      rule(101, '<if_sid>100</if_sid><match>b</match>') +
      rule(101, '<if_sid>99</if_sid><match>b</match>', 'level="9" overwrite="yes"');
    expect(load({ rules }).rules('ab', 'zb')).toEqual([101, 99]);
  });
});

describe('facts of a rule', () => {
  it('hold what alerts print', () => {
    const inner = `<group>auth,</group><info type="link">http://x</info><info>more</info>
      <cve>2026-1</cve><description>one\ntwo</description>`;
    const rules = `<group name="local,"><rule id="100" level="7">${inner}</rule></group>`;
    expect(load({ rules }).engine.rule(100)).toMatchObject({
      id: 100,
      level: 7,
      description: 'one two',
      group: 'local,auth,',
      info: 'http://xmore',
      cve: '2026-1',
      details: [
        { kind: 'link', text: 'http://x' },
        { kind: 'text', text: 'more' },
        { kind: 'cve', text: '2026-1' },
      ],
    });
  });

  it.each([
    ['level="7"', '', true, true],
    ['level="6"', '', false, true],
    ['level="0"', '', false, false],
    ['level="7"', '<options>no_email_alert</options>', false, true],
    ['level="1"', '<options>alert_by_email</options>', true, true],
    ['level="9"', '<options>no_log</options>', true, false],
    ['level="0"', '<options>log_alert</options>', false, true],
    ['level="9"', '<options>no_log</options><options>log_alert</options>', true, true],
  ])('%s %s: mail %j, log %j', (attributes, options, mail, log) => {
    const session = load({ rules: rule(100, `<match>a</match>${options}`, attributes) });
    expect(session.engine.rule(100)).toMatchObject({ mail, log });
  });

  it('follow the configured levels', () => {
    const options = { mailLevel: 3, logLevel: 5 };
    const { engine } = load({ rules: rule(100, '<match>a</match>'), options });
    expect(engine.rule(100)).toMatchObject({ mail: true, log: false });
  });
});

describe('every line', () => {
  it('counts how often its rule fired', () => {
    const session = load({ rules: rule(100, '<match>a</match>') });
    const counts = ['a', 'b', 'a', 'a'].map((line) => session.process(line).firedTimes);
    expect(counts).toEqual([1, 0, 2, 3]);
  });

  it('may hold any bytes', () => {
    const session = load({ decoders: fieldDecoder, rules: rule(100, '<user>^\xff\xfe$</user>') });
    const verdict = session.process(kv('user=\xff\xfe'));
    expect(verdict.rule?.id).toBe(100);
    expect(verdict.event.dstuser).toBe('\xff\xfe');
  });
});
