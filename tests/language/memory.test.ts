import { describe, expect, it } from 'vitest';
import { fieldDecoder, kv, load, problems, rule } from './harness.ts';

describe('ignore as a time of silence', () => {
  const rules = rule(100, '<match>foo</match>', 'level="5" ignore="60"');

  it('holds back alerts of the rule in the daemon', () => {
    const session = load({ rules, options: { mode: 'daemon' } });
    expect(session.alerts('foo 1', 'foo 2', 59, 'foo 3', 1, 'foo 4', 'foo 5')).toEqual([
      100,
      undefined,
      undefined,
      100,
      undefined,
    ]);
  });

  it('does not outlast a clock that was set back', () => {
    const session = load({ rules, options: { mode: 'daemon' } });
    expect(session.alerts('foo 1', -3600, 'foo 2')).toEqual([100, 100]);
  });

  it('keeps silent events out of correlation', () => {
    const composite = rule(
      101,
      '<if_matched_sid>100</if_matched_sid>',
      'level="9" frequency="0" timeframe="600"',
    );
    const session = load({ rules: rules + composite });
    expect(session.alerts('foo 1', 'foo 2')).toEqual([100, 101]);
    const other =
      rule(102, '<match>bar</match>') +
      composite.replace('<if_matched', '<if_sid>102</if_sid><if_matched');
    const quiet = load({ rules: rules + other, options: { mode: 'daemon' } });
    expect(quiet.alerts('foo 1', 61, 'foo 2', 'bar')).toEqual([100, 100, 101]);
  });
});

describe('ignore and check_if_ignored', () => {
  const rules =
    rule(100, '<match>;id=1</match><ignore>user, srcip</ignore>', 'level="5"') +
    rule(101, '<match>;id=2</match><check_if_ignored>user, srcip</check_if_ignored>', 'level="5"');

  it('silence later events with the same fields', () => {
    const session = load({ decoders: fieldDecoder, rules, options: { mode: 'daemon' } });
    const same = 'user=a srcip=::1';
    const lines = [`id=2 ${same} url=1`, `id=1 ${same}`, `id=2 ${same} url=2`];
    expect(session.alerts(...lines.map(kv))).toEqual([101, 100, undefined]);
    expect(session.alerts(kv('id=2 user=b srcip=::1'))).toEqual([101]);
  });

  it('keep nothing in the log tester', () => {
    const session = load({ decoders: fieldDecoder, rules });
    const lines = ['id=1 user=a srcip=::1', 'id=2 user=a srcip=::1'];
    expect(session.alerts(...lines.map(kv))).toEqual([100, 101]);
  });
});

describe('if_fts', () => {
  const decoders = `<decoder name="login"><program_name>^login$</program_name>
    <regex>user (\\S+) from (\\S+)</regex><order>user, srcip</order><fts>name, user, srcip</fts></decoder>`;
  const rules =
    rule(100, '<decoded_as>login</decoded_as>') + rule(101, '<if_sid>100</if_sid><if_fts />');
  const line = (user: string, ip: string): string =>
    `Nov 24 04:00:00 host login: user ${user} from ${ip}`;

  it('passes the first time only', () => {
    const session = load({ decoders, rules });
    const lines = [line('a', '::1'), line('a', '::1'), line('a', '::2'), line('b', '::1')];
    expect(session.rules(...lines, line('a', '::2'))).toEqual([101, 100, 101, 101, 100]);
  });

  it('is part of the state', () => {
    const first = load({ decoders, rules });
    first.process(line('a', '::1'));
    const second = load({ decoders, rules });
    second.engine.restore(structuredClone(first.engine.snapshot()));
    expect(second.rules(line('a', '::1'), line('b', '::1'))).toEqual([100, 101]);
  });

  it('fails for a decoder without fts', () => {
    const plain = decoders.replace(/<fts>.*<\/fts>/, '');
    expect(load({ decoders: plain, rules }).rules(line('a', '::1'))).toEqual([100]);
  });

  it('takes srcuser for the destination user', () => {
    const odd = decoders.replace('<fts>name, user, srcip</fts>', '<fts>srcuser</fts>');
    const session = load({ decoders: odd, rules });
    expect(session.rules(line('a', '::1'), line('a', '::2'), line('b', '::1'))).toEqual([
      101, 100, 101,
    ]);
  });
});

describe('check_diff', () => {
  const rules =
    rule(100, "<match>ossec: output: 'ports'</match>") +
    rule(101, '<if_sid>100</if_sid><check_diff />', 'level="7"');
  const line = (text: string): string => `ossec: output: 'ports': ${text}`;

  it('passes when the log is another than the last', () => {
    const session = load({ rules });
    expect(session.rules(line('a'), line('a'), line('b'), line('b'), line('a'))).toEqual([
      100, 100, 101, 100, 101,
    ]);
  });

  it('shows what was there before', () => {
    const session = load({ rules });
    session.process(line('a'));
    expect(session.process(line('b')).context).toEqual(['Previous output:', line('a')]);
  });

  it('knows each host by itself', () => {
    const session = load({ rules });
    const at = (host: string, text: string) =>
      session.process(line(text), `(${host}) 10.0.0.1->ports`).rule?.id;
    expect([at('web', 'a'), at('db', 'b'), at('web', 'a'), at('db', 'c')]).toEqual([
      100, 100, 100, 101,
    ]);
  });
});

describe('repeated events in the daemon', () => {
  const rules = rule(100, '<match>foo</match>');
  it('are dropped while they are among the last three', () => {
    const session = load({ rules, options: { mode: 'daemon' } });
    expect(session.rules('foo 1', 'foo 1', 'foo 2', 'foo 1', 'foo 3', 'foo 4', 'foo 1')).toEqual([
      100,
      undefined,
      100,
      undefined,
      100,
      100,
      100,
    ]);
    expect(session.process('foo 1').dropped).toBe(true);
  });

  it('are kept by the log tester', () => {
    expect(load({ rules }).rules('foo 1', 'foo 1')).toEqual([100, 100]);
  });
});

describe('lists', () => {
  const lists = {
    'etc/lists/bad': '10.:private\n192.0.2.7:scanner\nroot:\n# no comment\nroot:second\n',
    'etc/lists/good': 'bob:admin ### the boss\nalice:staff\r\n',
  };
  const asks = (attributes: string, name = 'etc/lists/bad'): string =>
    rule(100, `<list ${attributes}>${name}</list>`);

  it.each([
    ['field="srcip" lookup="match_key"', 'srcip=192.0.2.7', true],
    ['field="srcip" lookup="match_key"', 'srcip=10.1.1.1', false],
    ['field="srcip"', 'srcip=192.0.2.7', true],
    ['field="srcip" lookup="not_match_key"', 'srcip=192.0.2.8', true],
    ['field="srcip" lookup="not_match_key"', 'srcip=192.0.2.7', false],
    ['field="srcip" lookup="not_match_key"', 'id=1', false],
    ['field="srcip" lookup="address_match_key"', 'srcip=10.1.1.1', true],
    ['field="srcip" lookup="address_match_key"', 'srcip=192.0.2.7', true],
    ['field="srcip" lookup="address_match_key"', 'srcip=100.1.1.1', false],
    ['field="srcip" lookup="not_address_match_key"', 'srcip=100.1.1.1', true],
    ['field="srcip" lookup="match_key_value" check_value="scan"', 'srcip=192.0.2.7', true],
    ['field="srcip" lookup="match_key_value" check_value="^x"', 'srcip=192.0.2.7', false],
    [
      'field="srcip" lookup="address_match_key_value" check_value="private"',
      'srcip=10.1.1.1',
      false,
    ],
    ['field="srcip" lookup="address_match_key_value" check_value="other"', 'srcip=10.1.1.1', true],
    ['field="user"', 'user=root', true],
    ['field="user"', 'srcuser=root user=bob', true],
    ['field="user" lookup="match_key_value" check_value="second"', 'user=root', false],
  ])('%s and %s: %j', (attributes, words, expected) => {
    const session = load({ decoders: fieldDecoder, rules: asks(attributes), lists });
    expect(session.process(kv(words)).rule?.id === 100).toBe(expected);
  });

  it.each([
    ['bob', '^admin$', true],
    ['alice', '^staff$', true],
  ])('drop ### notes and line ends: %s is %s', (user, value, expected) => {
    const attributes = `field="user" lookup="match_key_value" check_value="${value}"`;
    const rules = asks(attributes, 'etc/lists/good');
    const session = load({ decoders: fieldDecoder, rules, lists });
    expect(session.process(kv(`user=${user}`)).rule?.id === 100).toBe(expected);
  });

  it.each(['match_key', 'not_match_key', 'not_address_match_key'])(
    'that nobody configured are never true: %s',
    (lookup) => {
      const rules = asks(`field="user" lookup="${lookup}"`, 'other');
      expect(load({ decoders: fieldDecoder, rules }).rules(kv('user=root'))).toEqual([undefined]);
    },
  );

  it('are all asked, the first of three too', () => {
    const list = (name: string, user: string): string =>
      `<list field="${user}">etc/lists/${name}</list>`;
    const rules = rule(100, list('bad', 'srcip') + list('good', 'user') + list('good', 'user'));
    const session = load({ decoders: fieldDecoder, rules, lists });
    expect(session.rules(kv('srcip=192.0.2.7 user=bob'), kv('srcip=9.9.9.9 user=bob'))).toEqual([
      100,
      undefined,
    ]);
  });

  it.each([
    '',
    'field="color"',
    'field="user" lookup="match"',
    'field="user" lookup="match_key_value"',
    'field="user" lookups="match_key"',
  ])('refuse the attributes %j', (attributes) => {
    expect(problems({ rules: asks(attributes), lists })).not.toEqual([]);
  });
});
