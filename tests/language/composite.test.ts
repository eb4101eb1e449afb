import { describe, expect, it } from 'vitest';
import { fieldDecoder, kv, load, rule } from './harness.ts';

const base = rule(100, '<match>foo</match>');
const modes = [{ correlation: 'exact' as const }, { correlation: 'reference' as const }];

function repeat(line: string, times: number): readonly string[] {
  return Array.from({ length: times }, () => line);
}

describe.each(modes)('counting ($correlation)', (options) => {
  it.each([
    [0, [100, 101, 100, 101]],
    [1, [100, 100, 101, 100, 100, 101]],
    [3, [100, 100, 100, 100, 101, 100, 100, 100, 100, 101]],
  ])('with frequency %i fires two events later', (frequency, expected) => {
    const composite = rule(
      101,
      '<if_matched_sid>100</if_matched_sid>',
      `level="6" frequency="${frequency}" timeframe="60"`,
    );
    const session = load({ rules: base + composite, options });
    expect(session.rules(...repeat('foo', expected.length))).toEqual(expected);
  });

  it('has a timeframe that includes its last second', () => {
    const composite = rule(
      101,
      '<if_matched_sid>100</if_matched_sid>',
      'level="6" frequency="1" timeframe="60"',
    );
    expect(load({ rules: base + composite, options }).rules('foo', 'foo', 60, 'foo')).toEqual([
      100, 100, 101,
    ]);
    expect(load({ rules: base + composite, options }).rules('foo', 'foo', 61, 'foo')).toEqual([
      100, 100, 100,
    ]);
  });

  it('uses the default timeframe', () => {
    const composite = rule(101, '<if_matched_sid>100</if_matched_sid>', 'level="6" frequency="0"');
    const set = { ...options, defaultTimeframe: 10 };
    expect(load({ rules: base + composite, options: set }).rules('foo', 11, 'foo')).toEqual([
      100, 100,
    ]);
  });

  it('goes on after events of others', () => {
    const composite = rule(
      101,
      '<if_matched_sid>100</if_matched_sid>',
      'level="6" frequency="1" timeframe="60"',
    );
    const session = load({ rules: base + composite, options });
    expect(session.rules('foo', 'bar', 'foo', 'bar', 'foo')).toEqual([
      100,
      undefined,
      100,
      undefined,
      101,
    ]);
  });

  it('never fires with level 0', () => {
    const composite = rule(
      101,
      '<if_matched_sid>100</if_matched_sid>',
      'level="0" frequency="1" timeframe="60"',
    );
    const session = load({ rules: base + composite, options });
    expect(session.rules(...repeat('foo', 6))).toEqual(Array.from({ length: 6 }, () => 100));
  });

  it('does not count events that a level 0 rule took', () => {
    const rules =
      rule(100, '<match>foo</match>', 'level="0"') +
      rule(101, '<if_matched_sid>100</if_matched_sid>', 'level="6" frequency="0" timeframe="60"');
    expect(load({ rules, options }).rules('foo', 'foo', 'foo')).toEqual([100, 100, 100]);
  });

  it('lets a higher rule look through what a lower one marked', () => {
    const rules =
      base +
      rule(101, '<if_matched_sid>100</if_matched_sid>', 'level="6" frequency="1" timeframe="60"') +
      rule(102, '<if_matched_sid>100</if_matched_sid>', 'level="9" frequency="3" timeframe="60"');
    expect(load({ rules, options }).rules(...repeat('foo', 12))).toEqual([
      100, 100, 101, 100, 100, 102, 100, 100, 101, 100, 100, 102,
    ]);
  });

  it('counts composites in composites', () => {
    const rules =
      base +
      rule(101, '<if_matched_sid>100</if_matched_sid>', 'level="6" frequency="1" timeframe="60"') +
      rule(102, '<if_matched_sid>101</if_matched_sid>', 'level="9" frequency="1" timeframe="60"');
    expect(load({ rules, options }).rules(...repeat('foo', 9))).toEqual([
      100, 100, 101, 100, 100, 101, 100, 100, 102,
    ]);
  });

  it('waits for its own event where it has a trigger of its own', () => {
    const rules =
      base +
      rule(105, '<match>succ</match>', 'level="3"') +
      rule(
        101,
        '<if_sid>105</if_sid><if_matched_sid>100</if_matched_sid>',
        'level="6" frequency="1" timeframe="60"',
      );
    const lines = ['foo', 'succ', 'foo', 'succ', 'foo', 'succ', 'foo', 'succ'];
    expect(load({ rules, options }).rules(...lines)).toEqual([
      100, 105, 100, 101, 100, 105, 100, 101,
    ]);
  });

  it('gives the earlier logs, newest first', () => {
    const composite = rule(
      101,
      '<if_matched_sid>100</if_matched_sid>',
      'level="6" frequency="2" timeframe="60"',
    );
    const session = load({ rules: base + composite, options });
    session.rules('foo 1', 'foo 2', 'foo 3');
    expect(session.process('foo 4').context).toEqual(['foo 3', 'foo 2', 'foo 1']);
  });
});

describe.each(modes)('groups and logs ($correlation)', (options) => {
  it('are counted by group', () => {
    const rules = `<group name="t,">
      ${rule(100, '<match>foo</match><group>bad,</group>')}
      ${rule(101, '<match>bar</match><group>bad,</group>')}
      ${rule(102, '<match>baz</match><group>good,</group>')}
      ${rule(110, '<if_matched_group>bad</if_matched_group>', 'level="9" frequency="1" timeframe="60"')}
    </group>`;
    expect(load({ rules, options }).rules('foo', 'baz', 'bar', 'foo')).toEqual([
      100, 102, 101, 110,
    ]);
  });

  it('are counted by log', () => {
    const rules =
      rule(100, '<match>foo</match>') +
      rule(101, '<match>bar</match>') +
      rule(
        110,
        '<if_sid>101</if_sid><if_matched_regex>id=7</if_matched_regex>',
        'level="9" frequency="0" timeframe="60"',
      );
    expect(load({ rules, options }).rules('foo id=8', 'bar', 'foo id=7', 'bar')).toEqual([
      100, 101, 100, 110,
    ]);
  });
});

describe.each(modes)('fields that must be the same ($correlation)', (options) => {
  const rules = (flags: string): string =>
    rule(100, '<decoded_as>kv</decoded_as>') +
    rule(
      101,
      `<if_matched_sid>100</if_matched_sid>${flags}`,
      'level="6" frequency="1" timeframe="60"',
    );

  it.each([
    ['same_source_ip', 'srcip=10.0.0.1', 'srcip=10.0.0.2'],
    ['same_user', 'user=a', 'user=b'],
    ['same_id', 'id=1', 'id=2'],
    ['same_src_port', 'srcport=1', 'srcport=2'],
    ['same_dst_port', 'dstport=1', 'dstport=2'],
  ])('%s', (flag, one, other) => {
    const session = load({ decoders: fieldDecoder, rules: rules(`<${flag} />`), options });
    const [a, b] = [kv(`${one} url=x`), kv(`${other} url=x`)];
    expect(session.rules(a, b, a, b)).toEqual([100, 100, 100, 100]);
    const fresh = load({ decoders: fieldDecoder, rules: rules(`<${flag} />`), options });
    expect(fresh.rules(a, a, a)).toEqual([100, 100, 101]);
  });

  it('never count an event that has no such field', () => {
    const session = load({ decoders: fieldDecoder, rules: rules('<same_user />'), options });
    expect(session.rules(...repeat(kv('id=1'), 5))).toEqual([100, 100, 100, 100, 100]);
  });

  it('are taken back by not_same', () => {
    const flags = '<same_user /><not_same_user />';
    const session = load({ decoders: fieldDecoder, rules: rules(flags), options });
    expect(session.rules(kv('user=a'), kv('user=b'), kv('user=c'))).toEqual([100, 100, 101]);
  });

  it('may be joined by a url that must differ', () => {
    const flags = '<same_source_ip /><different_url />';
    const session = load({ decoders: fieldDecoder, rules: rules(flags), options });
    const line = (url: string): string => kv(`srcip=10.0.0.1 url=${url}`);
    expect(session.rules(line('/a'), line('/a'), line('/a'))).toEqual([100, 100, 100]);
    expect(session.rules(line('/b'))).toEqual([101]);
  });
});

describe('a quiet source beside a loud one', () => {
  const rules =
    rule(100, '<decoded_as>kv</decoded_as>') +
    rule(
      101,
      '<if_matched_sid>100</if_matched_sid><same_source_ip />',
      'level="6" frequency="1" timeframe="600"',
    );
  const quiet = kv('srcip=10.0.0.1');
  const noise = Array.from({ length: 300 }, (_, i) => kv(`srcip=10.1.${i >> 8}.${i & 255}`));

  it('is heard by exact correlation', () => {
    const session = load({ decoders: fieldDecoder, rules, options: { correlation: 'exact' } });
    expect(session.rules(quiet, quiet, ...noise, quiet).at(-1)).toBe(101);
  });

  it('is lost in the list that the reference has', () => {
    const session = load({ decoders: fieldDecoder, rules, options: { correlation: 'reference' } });
    expect(session.rules(quiet, quiet, ...noise, quiet).at(-1)).toBe(100);
  });
});

describe.each(modes)('a snapshot ($correlation)', (options) => {
  const rules =
    base +
    rule(101, '<if_matched_sid>100</if_matched_sid>', 'level="6" frequency="3" timeframe="60"');

  it('goes on where the engine was', () => {
    const before = load({ rules, options });
    before.rules('foo', 'foo', 'foo', 'foo');
    const after = load({ rules, options });
    after.timeMs = before.timeMs;
    after.engine.restore(structuredClone(before.engine.snapshot()));
    expect(after.rules('foo', 'foo')).toEqual([101, 100]);
  });

  it('gives the same verdicts from the same state, at any place of a stream', () => {
    const lines = Array.from({ length: 40 }, (_, i) => (i % 7 === 3 ? 'bar' : `foo ${i % 5}`));
    const whole = load({ rules, options }).rules(...lines);
    for (const cut of [1, 4, 5, 17, 39]) {
      const first = load({ rules, options });
      const head = first.rules(...lines.slice(0, cut));
      const second = load({ rules, options });
      second.engine.restore(structuredClone(first.engine.snapshot()));
      expect([...head, ...second.rules(...lines.slice(cut))]).toEqual(whole);
    }
  });
});
