import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleEngine } from './index.ts';
import { engineOf, record, startMs } from './testing/engine-bench.ts';

const rule = (id: number, level: number, body: string, attributes = ''): string =>
  `<rule id="${id}" level="${level}" ${attributes}>${body}</rule>`;
const rules = [
  rule(100, 3, '<match>foo</match>'),
  rule(101, 2, '<match>bar</match><group>auth,</group>', 'noalert="1"'),
  rule(102, 9, '<if_matched_sid>100</if_matched_sid><same_user />', 'frequency="1" timeframe="60"'),
  rule(103, 8, '<if_matched_group>auth</if_matched_group>', 'frequency="1"'),
  rule(104, 5, '<if_sid>101</if_sid><if_fts />'),
  rule(105, 4, '<match>baz</match><check_diff />'),
  rule(106, 7, '<decoded_as>d</decoded_as><regex>z\\d</regex>', 'ignore="10"'),
].join('');
const decoders =
  '<decoder name="d"><program_name>^p</program_name></decoder>' +
  '<decoder name="c"><parent>d</parent><regex>u=(\\w+)</regex><order>user</order><fts>name,user</fts></decoder>';

const line = fc.record({
  word: fc.constantFrom('foo', 'bar', 'baz', 'z1', 'nothing'),
  user: fc.constantFrom('a', 'b'),
  n: fc.nat({ max: 9 }),
  wait: fc.nat({ max: 20 }),
});

function records(lines: readonly (typeof line extends fc.Arbitrary<infer T> ? T : never)[]) {
  let second = 0;
  return lines.map(({ word, user, n, wait }) => {
    second += wait;
    return record(`Jan  5 10:00:00 h p: ${word} u=${user} ${n}`, second);
  });
}

describe('an explanation', () => {
  it('gives the verdict that the engine gives, and leaves it in the same state', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const [plain, explaining] = [engineOf(rules, decoders), engineOf(rules, decoders)];
        for (const one of records(lines)) {
          const verdict = plain.process(one);
          const told = explaining.explain(one);
          expect(told?.verdict.rule).toEqual(verdict?.rule);
          expect(told?.verdict.alert).toBe(verdict?.alert);
          expect(told?.verdict.context).toEqual(verdict?.context);
          const matched = told?.attempts.filter(({ matched: yes }) => yes) ?? [];
          const won = verdict?.rule?.id;
          expect(
            won === undefined || matched.some((attempt) => attempt.rule.facts.id === won),
          ).toBe(true);
        }
        expect(explaining.snapshot()).toEqual(plain.snapshot());
      }),
    );
  });

  it('is none for a message that is none', () => {
    expect(engineOf(rules, decoders).explain(record('x', 0, { location: '..' }))).toBeUndefined();
  });

  it('ends each attempt at the first condition that fails', () => {
    const told = engineOf(rules, decoders).explain(record('Jan  5 10:00:00 h p: z u=a'));
    for (const { conditions, matched } of told?.attempts ?? []) {
      const failed = conditions.findIndex(({ passed }) => !passed);
      expect(failed === -1 || failed === conditions.length - 1).toBe(true);
      if (failed >= 0) expect(matched).toBe(false);
    }
  });

  it('tells the path through the decoders', () => {
    const told = engineOf(rules, decoders).explain(record('Jan  5 10:00:00 h p: foo u=a'));

    expect(told?.steps.map(({ decoder, what, text }) => [decoder.name, what, text])).toEqual([
      ['d', 'program_name', 'p'],
      ['c', 'regex', 'u=a'],
    ]);
    expect(told?.assignments).toEqual([{ label: 'dstuser', value: 'a' }]);
  });
});

describe('the events that a composite counted', () => {
  const id = (i: number): string => `${startMs / 1000 + i}.${i}`;
  function feed(engine: RuleEngine, count: number) {
    return Array.from({ length: count }, (_, i) => {
      const verdict = engine.process(record(`Jan  5 10:00:00 h p: foo u=a ${i}`, i));
      verdict?.event.kept?.toldAt(i);
      return verdict;
    });
  }

  it('come with the verdict, and with them the ids of their alerts', () => {
    const verdicts = feed(engineOf(rules, decoders), 3);

    expect(verdicts.map((one) => one?.rule?.id)).toEqual([100, 100, 102]);
    expect(verdicts[2]?.contributors?.map(({ alertId }) => alertId)).toEqual([id(1), id(0)]);
    expect(verdicts[1]?.contributors).toBeUndefined();
  });

  it('keep these ids over a restart', () => {
    const first = engineOf(rules, decoders);
    feed(first, 2);
    const second = engineOf(rules, decoders);
    second.restore(structuredClone(first.snapshot()));
    const verdict = second.process(record('Jan  5 10:00:00 h p: foo u=a 2', 2));

    expect(verdict?.contributors?.map(({ alertId }) => alertId)).toEqual([id(1), id(0)]);
  });
});
