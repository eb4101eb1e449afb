import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Candidates } from './candidates.ts';
import { RuleMachine } from './index.ts';
import type { RuleTrace } from './index.ts';
import { eventOf, group, historyOf, loadText, memory } from './testing/rule-bench.ts';

function rule(id: number, level: number, conditions: string): string {
  return `<rule id="${id}" level="${level}">${conditions}<description>x</description></rule>`;
}

const words = ['alpha', 'bravo', 'charlie', 'delta one', 'echoecho', 'fox', 'golfgolfgolf'];

/** With a trace every rule is tried, one by one. */
const trace: RuleTrace = {
  trying: () => undefined,
  matched: () => undefined,
  children: () => undefined,
};

describe('candidates', () => {
  const many = Array.from({ length: 20 }, (_, i) => rule(100 + i, 5, `<match>word${i}.</match>`));
  const rules = [
    ...many,
    rule(130, 5, '<srcip>10.0.0.1</srcip>'),
    rule(131, 5, '<match>alpha|bravo</match>'),
    rule(132, 5, '<match>fox</match>'),
    rule(133, 5, '<match>alpha</match><pcre2>bravo$</pcre2>'),
  ];
  const { tree } = loadText(group(rules.join('\n')));
  const list = tree.roots[0]?.children ?? [];
  const candidates = new Candidates(tree.logTexts, tree.urlTexts);
  const idsFor = (log: string, ascii = true): readonly number[] =>
    candidates.of(list, eventOf({ log, ascii })).map((one) => one.rule.facts.id);

  it.each<[log: string, ids: readonly number[]]>([
    ['nothing', [130, 132]],
    ['a WORD7. b', [107, 130, 132]],
    ['word19. word3.', [103, 119, 130, 132]],
    ['bravo', [130, 131, 132]],
    ['alpha bravo alpha', [130, 131, 132, 133]],
  ])('of %j are those whose texts it holds, and those without any, in order', (log, ids) => {
    expect(idsFor(log)).toEqual(ids);
  });

  it('are in order, each once, also where a log holds the texts of very many', () => {
    const all = many.map((_one, i) => `word${i}.`);
    const expected = [...Array.from({ length: 20 }, (_, i) => 100 + i), 130, 132];
    expect(idsFor(all.join(' '))).toEqual(expected);
    expect(idsFor(all.toReversed().join(' '))).toEqual(expected);
    expect(idsFor([...all, ...all, 'word3.'].join(' '))).toEqual(expected);
    expect(idsFor(all.slice(4, 9).toReversed().join(' '))).toEqual([
      104, 105, 106, 107, 108, 130, 132,
    ]);
  });

  it('are those of each log, not those of the one before', () => {
    expect(['word1.', '', 'word2.', 'word1.'].map((log) => idsFor(log))).toEqual([
      [101, 130, 132],
      [130, 132],
      [102, 130, 132],
      [101, 130, 132],
    ]);
  });

  it('are those whose texts the URL holds, and none of these without one', () => {
    const urls = Array.from({ length: 20 }, (_, i) => rule(200 + i, 5, `<url>/path${i}/</url>`));
    const both = rule(230, 5, '<match>alpha</match><url>/path3/</url>');
    const loaded = loadText(group([...urls, both].join('\n'))).tree;
    const all = loaded.roots[0]?.children ?? [];
    const chooser = new Candidates(loaded.logTexts, loaded.urlTexts);
    const idsOf = (url: string | undefined, log = 'x'): readonly number[] =>
      chooser.of(all, eventOf({ log, url })).map((one) => one.rule.facts.id);
    expect(idsOf('/PATH7/x')).toEqual([207]);
    expect(idsOf('/path3//path12/', '/path5/ alpha')).toEqual([203, 212, 230]);
    expect(idsOf(undefined, '/path5/')).toEqual([]);
    expect(idsOf('/')).toEqual([]);
  });

  it('are all of them where letters beyond ASCII may fold', () => {
    expect(idsFor('\xe2\x84\xaa', false)).toHaveLength(list.length);
  });

  it('are all of a short list, and of one whose rules look for no texts', () => {
    const short = loadText(group(many.slice(0, 5).join(''))).tree;
    const [root] = short.roots;
    const few = root?.children ?? [];
    expect(new Candidates(short.logTexts, short.urlTexts).of(few, eventOf({ log: 'x' }))).toBe(few);
    const open = loadText(
      group(Array.from({ length: 30 }, (_, i) => rule(100 + i, 5, '<srcip>::1</srcip>')).join('')),
    ).tree;
    const all = open.roots[0]?.children ?? [];
    expect(new Candidates(open.logTexts, open.urlTexts).of(all, eventOf({ log: 'x' }))).toBe(all);
  });

  it('lead to the rule that trying each one finds', () => {
    const condition = fc.oneof(
      fc.constantFrom(...words).map((word) => `<match>${word}</match>`),
      fc.constantFrom(...words).map((word) => `<match>^${word}</match>`),
      fc
        .tuple(fc.constantFrom(...words), fc.constantFrom(...words))
        .map(([a, b]) => `<match>${a}|${b}</match>`),
      fc.constantFrom(...words).map((word) => `<pcre2>(?i)${word} \\d</pcre2>`),
      fc.constantFrom(...words).map((word) => `<regex>${word}\\s\\w+</regex>`),
      fc.constantFrom(...words).map((word) => `<url>${word}</url>`),
      fc.constantFrom(...words).map((word) => `<url>${word}$|x1</url>`),
      fc.constant('<srcip>10.0.0.1</srcip>'),
    );
    const logs = fc.array(
      fc.constantFrom(...words, ...words.map((one) => one.toUpperCase()), '7'),
      {
        maxLength: 5,
      },
    );
    const drafts = fc.array(fc.tuple(condition, fc.nat(12)), { minLength: 16, maxLength: 40 });
    fc.assert(
      fc.property(drafts, fc.array(logs, { maxLength: 8 }), (conditions, texts) => {
        const text = conditions.map(([one, level], i) => rule(100 + i, level, one)).join('\n');
        const { tree: own } = loadText(group(text));
        const machine = new RuleMachine(own, memory(), historyOf(own, 'reference'));
        for (const parts of texts) {
          const event = (): ReturnType<typeof eventOf> =>
            eventOf({ log: parts.join(' '), url: parts.slice(1).join('/'), ascii: true });
          const slow = machine.winner(event(), trace)?.facts.id;
          expect(machine.winner(event(), undefined)?.facts.id).toBe(slow);
        }
      }),
    );
  });
});
