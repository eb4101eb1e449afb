import { deserialize, serialize } from 'node:v8';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../event/index.ts';
import type { EngineOptions, RuleEngine } from './index.ts';
import { engineOf, record } from './testing/engine-bench.ts';

const decoders =
  '<decoder name="d"><prematch>^u=</prematch><regex>^u=(\\w*) ip=(\\S*) id=(\\w*) </regex>' +
  '<order>user,srcip,id</order><fts>name,user,srcip</fts><accumulate /></decoder>' +
  '<decoder name="w"><type>web-log</type><prematch>^web </prematch></decoder>';
const rule = (id: number, level: number, body: string, attributes = ''): string =>
  `<rule id="${id}" level="${level}" ${attributes}>${body}</rule>`;
/** One of everything that remembers. */
const rules = [
  rule(100, 3, '<match>foo</match>'),
  rule(101, 2, '<match>bar</match><group>auth,</group>'),
  rule(102, 1, '<match>baz</match>', 'ignore="30"'),
  rule(
    103,
    9,
    '<if_matched_sid>100</if_matched_sid><same_source_ip />',
    'frequency="1" timeframe="60"',
  ),
  rule(104, 8, '<if_matched_group>auth</if_matched_group><same_user />', 'frequency="1"'),
  rule(
    105,
    12,
    '<if_sid>100</if_sid><if_matched_regex>foo|bar</if_matched_regex>',
    'frequency="4"',
  ),
  rule(106, 5, '<if_sid>101</if_sid><if_fts />'),
  rule(107, 4, '<match>diff</match><check_diff />'),
  rule(108, 6, '<match>mute</match><ignore>user</ignore>'),
  rule(109, 7, '<match>talk</match><check_if_ignored>user</check_if_ignored>'),
  rule(110, 3, '<category>web-log</category><match>foo</match>'),
  rule(111, 10, '<if_matched_sid>103</if_matched_sid>'),
].join('\n');

const step = fc.record({
  user: fc.constantFrom('bob', 'eve', 'j\xc3\xb6rg', ''),
  ip: fc.constantFrom('1.1.1.1', '2.2.2.2', ''),
  id: fc.constantFrom('1', '2', ''),
  word: fc.constantFrom('foo', 'foo', 'bar', 'baz', 'diff', 'mute', 'talk'),
  n: fc.nat({ max: 5 }),
  wait: fc.nat({ max: 20 }),
  shape: fc.constantFrom('d', 'd', 'd', 'web', 'plain'),
  location: fc.constantFrom('/var/log/x', '(web) any->/var/log/x', '../x'),
});
const steps = fc.array(step, { minLength: 2, maxLength: 50 });

function recordsOf(all: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  let second = 0;
  return all.map(({ user, ip, id, word, n, wait, shape, location }): LogRecord => {
    second += wait;
    const head = { d: `u=${user} ip=${ip} id=${id} `, web: 'web ', plain: '' }[shape];
    return record(`${head}${word} ${n}`, second, { location });
  });
}

/** All that an output sees of the verdicts. */
function verdicts(engine: RuleEngine, records: readonly LogRecord[]): readonly unknown[] {
  return records.map((one) => {
    const verdict = engine.process(one);
    if (verdict === undefined) return undefined;
    const { event, rule: facts, contributors, ...rest } = verdict;
    // Their marks are no part of the verdict: later searches change them.
    const earlier = contributors?.map(({ fullLog, alertId }) => [fullLog, alertId]);
    const { dstuser: user, srcip, mark } = event;
    return { ...rest, earlier, id: facts?.id, user, srcip, mark };
  });
}

const kinds: readonly Partial<EngineOptions>[] = [
  { correlation: 'exact', mode: 'daemon' },
  { correlation: 'reference', mode: 'daemon' },
  { correlation: 'exact', mode: 'tester' },
  { correlation: 'reference', mode: 'tester', memorySize: 15, listMax: 4 },
  { correlation: 'exact', mode: 'daemon', listMax: 3, exactEventsMax: 10 },
];

describe.each(kinds)('a snapshot with %j', (options) => {
  it('through serialised bytes, gives the same verdicts for the rest', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (all, seed) => {
        const records = recordsOf(all);
        const cut = seed % records.length;
        const whole = engineOf(rules, decoders, options);
        const expected = verdicts(whole, records);
        const first = engineOf(rules, decoders, options);
        const before = verdicts(first, records.slice(0, cut));
        const bytes = serialize(first.snapshot());
        const second = engineOf(rules, decoders, options);
        second.restore(deserialize(bytes) as ReturnType<RuleEngine['snapshot']>);
        const after = verdicts(second, records.slice(cut));
        expect([...before, ...after]).toEqual(expected);
        // What is remembered at the end is the same as well, not only what was said.
        expect(second.snapshot()).toEqual(whole.snapshot());
      }),
      { numRuns: 120 },
    );
  });
});

describe('a snapshot', () => {
  it('of the other kind of correlation brings all but the history', () => {
    const old = engineOf(rules, decoders, { correlation: 'reference' });
    const texts = ['diff 1', 'u=bob ip=1 id=1 mute', 'foo 1', 'u=eve ip=1 id=1 bar'];
    for (const [i, text] of texts.entries()) old.process(record(text, i));
    const engine = engineOf(rules, decoders, { correlation: 'exact' });
    engine.restore(structuredClone(old.snapshot()));
    expect(engine.process(record('u=eve ip=1 id=1 bar', 8))?.dropped).toBe(true);
    expect(engine.process(record('diff 2', 9))?.rule?.id).toBe(107);
    expect(engine.process(record('u=bob ip=1 id=1 talk', 10))?.alert).toBe(false);
  });

  it('of other rules loses what they remembered, and nothing else', () => {
    const old = engineOf(rules, decoders);
    for (let i = 0; i < 9; i++) old.process(record(`u=bob ip=1 id=1 foo ${i}`, i));
    const fewer = engineOf(
      rule(100, 3, '<match>foo</match>') + rule(107, 4, '<match>diff</match><check_diff />'),
    );
    fewer.restore(structuredClone(old.snapshot()));
    const after = fewer.process(record('foo', 20));
    expect(after).toMatchObject({ rule: { id: 100 }, alert: true });
    expect(after?.firedTimes).toBeGreaterThan(1);
  });

  it('can be taken over twice from the same bytes', () => {
    const old = engineOf(rules, decoders);
    for (let i = 0; i < 5; i++) old.process(record(`u=bob ip=1 id=1 foo ${i}`, i));
    const bytes = serialize(old.snapshot());
    const answers = [0, 1].map(() => {
      const engine = engineOf(rules, decoders);
      engine.restore(deserialize(bytes) as ReturnType<RuleEngine['snapshot']>);
      return verdicts(engine, [
        record('u=bob ip=1 id=1 foo 9', 9),
        record('u=bob ip=1 id=1 foo 8', 9),
      ]);
    });
    expect(answers[0]).toEqual(answers[1]);
  });
});
