import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../event/index.ts';
import { RuleMachine } from './evaluate.ts';
import {
  decoderFacts,
  eventOf,
  group,
  historyOf,
  loadText,
  memory,
  RuleBench,
} from './testing/rule-bench.ts';

/** Notes what a trace is told. */
function recorder() {
  const lines: string[] = [];
  const note = (what: string) => (rule: { readonly facts: { readonly id: number } }) => {
    lines.push(`${what} ${rule.facts.id}`);
  };
  return { lines, trace: { trying: note('try'), matched: note('match'), children: note('below') } };
}

describe('the winner', () => {
  const rules = group(
    '<rule id="100" level="3"><match>a</match></rule>' +
      '<rule id="101" level="5"><if_sid>100</if_sid><match>b</match></rule>' +
      '<rule id="102" level="7"><if_sid>100</if_sid><match>c</match></rule>' +
      '<rule id="103" level="1"><if_sid>102</if_sid><match>d</match></rule>' +
      '<rule id="104" level="0" noalert="1"><match>n</match></rule>' +
      '<rule id="105" level="4"><if_sid>104</if_sid><match>m</match></rule>' +
      '<rule id="106" level="2"><match>n</match></rule>',
  );
  it.each([
    ['x', undefined],
    ['a', 100],
    ['a b', 101],
    ['a c', 102],
    // The higher sibling is tried first, and its children with it.
    ['a b c', 102],
    ['a b c d', 103],
    ['a b d', 101],
    ['b', undefined],
    // Without an alert of its own the rule gives way to its siblings.
    ['n', 106],
    ['n m', 105],
    ['n a', 100],
  ])('of %j: %j', (log, expected) => {
    expect(new RuleBench(rules).next(eventOf({ log }))).toBe(expected);
  });

  it('is told step by step', () => {
    const { lines, trace } = recorder();
    new RuleBench(rules).winner(eventOf({ log: 'a c n' }), trace);
    const steps =
      'try 1, match 1, below 1, try 104, match 104, below 104, try 105, try 100, match 100, ' +
      'below 100, try 102, match 102, below 102, try 103';
    expect(lines.join(', ')).toBe(steps);
  });

  it('is sought below roots of the right category alone', () => {
    const { lines, trace } = recorder();
    new RuleBench(rules).winner(eventOf({ log: 'a', decoderType: 'ids' }), trace);
    expect(lines).toEqual(['try 3', 'match 3']);
  });
});

describe('conditions', () => {
  it('run in their order: a first sight counts only where all before it held', () => {
    const bench = new RuleBench(
      group('<rule id="100" level="1"><if_fts /><match>x</match><user>bob</user></rule>'),
    );
    const facts = decoderFacts(['srcip']);
    const event = (log: string, dstuser: string): Event =>
      eventOf({ log, dstuser, srcip: '1.1.1.1', decoder: 'sshd', decoderFacts: facts });
    const events = [event('y', 'bob'), event('x', 'eve'), event('x', 'bob'), event('x', 'bob')];
    expect(bench.run(events)).toEqual([undefined, undefined, 100, undefined]);
  });

  it('check_diff stores before if_fts and lists are asked', () => {
    const bench = new RuleBench(
      group('<rule id="100" level="1"><list field="id">l</list><check_diff /></rule>'),
      { lists: { l: 'yes:\n' } },
    );
    const events = [
      eventOf({ log: '1', id: 'no' }),
      eventOf({ log: '2', id: 'no' }),
      eventOf({ log: '2', id: 'yes' }),
      eventOf({ log: '3', id: 'yes' }),
    ];
    expect(bench.run(events)).toEqual([undefined, undefined, undefined, 100]);
  });

  it('a search marks although a child wins', () => {
    const bench = new RuleBench(
      group(
        '<rule id="100" level="1"><match>x</match></rule>' +
          '<rule id="101" level="5"><if_matched_sid>100</if_matched_sid></rule>' +
          '<rule id="102" level="0"><if_sid>101</if_sid><match>quiet</match></rule>',
      ),
    );
    const logs = ['x', 'x quiet', 'x', 'x'];
    // The silent one took its part in the count: its events have to come together anew.
    expect(logs.map((log) => bench.next(eventOf({ log })))).toEqual([100, 102, 100, 101]);
  });
});

describe('what is remembered of decoders and programs', () => {
  it('changes nothing, however many there are', () => {
    const bench = new RuleBench(
      group(
        '<rule id="100" level="1"><program_name>^p1$</program_name></rule>' +
          '<rule id="101" level="2"><decoded_as>web</decoded_as></rule>' +
          '<rule id="102" level="3"><if_sid>100</if_sid><decoded_as>web</decoded_as></rule>',
      ),
    );
    for (let i = 0; i < 9000; i++) {
      const programName = `p${i % 6000}`;
      const decoder = i % 2 === 0 ? 'web' : undefined;
      const expected = decoder === 'web' ? 101 : programName === 'p1' ? 100 : undefined;
      expect(bench.winner(eventOf({ programName, decoder }))?.facts.id).toBe(expected);
    }
  });

  it('tells an unset program from an empty one', () => {
    const bench = new RuleBench(
      group('<rule id="100" level="1"><program_name></program_name></rule>'),
    );
    expect(bench.next(eventOf({}))).toBeUndefined();
    expect(bench.next(eventOf({ programName: '' }))).toBe(100);
    expect(bench.next(eventOf({}))).toBeUndefined();
  });
});

describe('with and without a trace', () => {
  const words = ['alpha', 'beta', 'gamma'];
  const word = fc.constantFrom(...words);
  const condition = fc.oneof(
    word.map((text) => `<match>${text}</match>`),
    word.map((text) => `<program_name>${text}</program_name>`),
    word.map((text) => `<program_name_pcre2>^${text}</program_name_pcre2>`),
    fc.constantFrom('sshd', 'web').map((name) => `<decoded_as>${name}</decoded_as>`),
    word.map((text) => `<user>${text}</user>`),
    fc.constant('<if_fts />'),
    fc.constant('<check_diff />'),
  );
  const drafted = fc.record({
    level: fc.integer({ min: 0, max: 9 }),
    parent: fc.nat({ max: 20 }),
    second: fc.nat({ max: 20 }),
    noalert: fc.boolean(),
    flat: fc.boolean(),
    accuracy: fc.constantFrom('', 'accuracy="0"'),
    body: fc.uniqueArray(condition, { minLength: 1, maxLength: 3 }),
    frequency: fc.option(fc.nat({ max: 2 })),
  });
  const ruleSet = fc.array(drafted, { minLength: 1, maxLength: 14 }).map((all) =>
    group(
      all
        .map((one, i) => {
          const ids = [one.parent % (i + 1), one.second % (i + 1)].map((n) =>
            n === 0 ? 1 : 99 + n,
          );
          const parents = one.flat ? '' : `<if_sid>${[...new Set(ids)].join(',')}</if_sid>`;
          const search =
            one.frequency === null || i === 0 ? '' : `<if_matched_sid>${99 + i}</if_matched_sid>`;
          const frequency = search === '' ? '' : `frequency="${one.frequency}"`;
          const head = `id="${100 + i}" level="${one.level}" ${frequency} ${one.accuracy}`;
          const noalert = one.noalert ? 'noalert="1"' : '';
          return `<rule ${head} ${noalert}>${parents}${search}${one.body.join('')}</rule>`;
        })
        .join('\n'),
    ),
  );
  const facts = decoderFacts(['user']);
  const events = fc.array(
    fc.record({
      log: fc.array(word, { minLength: 1, maxLength: 3 }).map((all) => all.join(' ')),
      programName: fc.option(word, { nil: undefined }),
      decoder: fc.option(fc.constantFrom('sshd', 'web'), { nil: undefined }),
      dstuser: fc.option(word, { nil: undefined }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  it('the same rules win', () => {
    fc.assert(
      fc.property(ruleSet, events, fc.constantFrom('exact', 'reference'), (rules, all, kind) => {
        const { tree, problems } = loadText(rules);
        expect(problems).toEqual([]);
        const machines = [0, 1].map(() => {
          const history = historyOf(tree, kind);
          const own = memory();
          return { history, own, machine: new RuleMachine(tree, own, history) };
        });
        const { trace } = recorder();
        for (const [i, fields] of all.entries()) {
          const winners = machines.map(({ machine, history }, which) => {
            const timeMs = 1_700_000_000_000 + i * 1000;
            const event = eventOf({ ...fields, timeMs, decoderFacts: facts });
            const rule = machine.winner(event, which === 0 ? undefined : trace);
            if (rule !== undefined && rule.facts.level > 0) history.keep(event, rule.membership);
            return rule?.facts.id;
          });
          expect(winners[0]).toBe(winners[1]);
        }
        expect(machines[0]?.own.snapshot()).toEqual(machines[1]?.own.snapshot());
      }),
      { numRuns: 400 },
    );
  });
});
