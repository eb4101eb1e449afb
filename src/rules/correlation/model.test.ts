import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../event/index.ts';
import type { Rule, RuleNode, RuleTree } from '../rule.ts';
import { eventOf, group, loadText, memory, RuleBench } from '../testing/rule-bench.ts';
import type { Composite } from './composite.ts';

type Kind = 'exact' | 'reference';

/** Random rule sets here compare fields of the event alone, no dynamic ones. */
function valueOf(event: Event, field: string): unknown {
  return Reflect.get(event, field);
}

interface Kept {
  readonly event: Event;
  readonly rule: Rule;
  mark: number;
}

/**
 * Correlation as the specification tells it, slow and obvious: all kept events in one plain array,
 * and every filter applied by hand. It shares the compiled rules with the product, nothing else.
 */
class Model {
  readonly #tree: RuleTree;
  readonly #kind: Kind;
  readonly #kept: Kept[] = [];
  readonly #memory = memory();
  #mark = 0;

  constructor(tree: RuleTree, kind: Kind) {
    this.#tree = tree;
    this.#kind = kind;
  }

  next(event: Event): number | undefined {
    this.#mark = 0;
    const root = this.#tree.roots.find((node) => node.rule.category === event.decoderType);
    const rule = root === undefined ? undefined : this.#walk([root], event);
    if (rule !== undefined && rule.facts.level > 0) {
      this.#kept.push({ event, rule, mark: this.#mark });
    }
    return rule?.facts.id;
  }

  #walk(nodes: readonly RuleNode[], event: Event): Rule | undefined {
    for (const { rule, children } of nodes) {
      if (![...rule.fixed, ...rule.tests].every((test) => test(event, this.#memory))) continue;
      if (rule.composite !== undefined && !this.#fires(rule.composite, event)) continue;
      const below = this.#walk(children, event);
      if (below !== undefined) return below;
      if (!rule.noalert) return rule;
    }
    return undefined;
  }

  /** The events a composite looks at, newest first; an event counts once for each tree node. */
  #listOf({ kind, baseId, ruleId }: Composite): Kept[] {
    return this.#kept.toReversed().flatMap((one) => {
      const { membership, facts } = one.rule;
      if (kind === 'regex') return [one];
      if (kind === 'sid') return facts.id === baseId ? [one] : [];
      if (membership.hasSidList) return [];
      return membership.groups.filter((entered) => entered.ruleId === ruleId).map(() => one);
    });
  }

  #fires(composite: Composite, event: Event): boolean {
    const { level, frequency, timeframe } = composite;
    const isSame = ({ event: other }: Kept): boolean =>
      composite.same.every(
        (field) =>
          valueOf(event, field) !== undefined && valueOf(event, field) === valueOf(other, field),
      );
    const isDifferent = ({ event: other }: Kept): boolean =>
      composite.different.every(
        (field) =>
          valueOf(event, field) !== undefined &&
          valueOf(other, field) !== undefined &&
          valueOf(event, field) !== valueOf(other, field),
      );
    const matches = ({ event: other }: Kept): boolean =>
      composite.kind !== 'regex' ||
      (other.decoderType === event.decoderType &&
        composite.pattern?.test(other.log, false) === true);
    // Exact correlation knows only events that agree; the reference steps over the others.
    const all = this.#listOf(composite);
    const list = this.#kind === 'exact' ? all.filter(isSame) : all;
    const second = (one: Event): number => Math.floor(one.timeMs / 1000);
    const ends = list.findIndex(
      (one) => second(event) - second(one.event) > timeframe || one.mark >= level,
    );
    const seen = ends < 0 ? list : list.slice(0, ends);
    const last = seen.filter((one) => isSame(one) && isDifferent(one) && matches(one))[frequency];
    const [newest] = list;
    if (last === undefined || newest === undefined) return false;
    this.#mark = level;
    last.mark = level;
    newest.mark = level;
    return true;
  }
}

const flags = [
  'same_source_ip',
  'same_user',
  'same_id',
  'same_location',
  'different_url',
  'different_srcip',
] as const;
const searches = ['sid', 'group', 'regex'] as const;
const compositeRule = fc.record({
  search: fc.constantFrom(...searches),
  base: fc.nat({ max: 3 }),
  free: fc.boolean(),
  level: fc.integer({ min: 0, max: 12 }),
  frequency: fc.nat({ max: 3 }),
  timeframe: fc.integer({ min: 3, max: 40 }),
  flags: fc.uniqueArray(fc.constantFrom(...flags), { maxLength: 2 }),
  noalert: fc.nat({ max: 9 }).map((n) => n === 0),
  grouped: fc.boolean(),
});

/** Four plain rules, one of them with two parents, and composites over them and one another. */
const ruleSet = fc.array(compositeRule, { minLength: 1, maxLength: 5 }).map((composites) => {
  const plain = [
    '<rule id="100" level="3"><match>a</match></rule>',
    '<rule id="101" level="4"><match>b</match><group>auth,</group></rule>',
    '<rule id="102" level="2"><match>c</match></rule>',
    '<rule id="103" level="2"><if_sid>100,102</if_sid><match>d</match><group>auth,</group></rule>',
  ];
  const own = composites.map((one, i) => {
    const base = one.base === 3 && i > 0 ? 199 + i : 100 + one.base;
    const search = {
      sid: `<if_matched_sid>${base}</if_matched_sid>`,
      group: '<if_matched_group>auth</if_matched_group>',
      regex: '<if_sid>1</if_sid><if_matched_regex>^a|b</if_matched_regex>',
    }[one.search];
    const parent = one.free && one.search !== 'regex' ? '<if_sid>1</if_sid><match>a</match>' : '';
    const compared = one.flags.map((flag) => `<${flag} />`).join('');
    const head = `frequency="${one.frequency}" timeframe="${one.timeframe}"`;
    const noalert = one.noalert ? 'noalert="1"' : '';
    const auth = one.grouped ? '<group>auth,</group>' : '';
    const body = parent + search + compared + auth;
    return `<rule id="${200 + i}" level="${one.level}" ${head} ${noalert}>${body}</rule>`;
  });
  return group([...plain, ...own].join('\n'));
});

const word = fc.constantFrom('a', 'b', 'c', 'd', 'x');
const sometimes = (...values: readonly string[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 8 });
const step = fc.record({
  log: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((words) => words.sort().join('')),
  wait: fc.integer({ min: 0, max: 6000 }),
  srcip: sometimes('1.1.1.1', '2.2.2.2'),
  dstuser: sometimes('u', 'v'),
  id: sometimes('7'),
  url: sometimes('/1', '/2'),
  hostname: fc.constantFrom('h1', 'h2'),
});

function eventsOf(steps: ReadonlyArray<Partial<Event> & { readonly wait: number }>): Event[] {
  let timeMs = 1_700_000_000_000;
  return steps.map(({ wait, ...fields }) => {
    timeMs += wait;
    return eventOf({ ...fields, timeMs });
  });
}

const sequences = fc.array(step, { minLength: 5, maxLength: 60 });

describe.each(['exact', 'reference'] as const)('%s correlation', (kind) => {
  it('says what the model says', () => {
    fc.assert(
      fc.property(ruleSet, sequences, (rules, steps) => {
        const { tree, problems } = loadText(rules);
        expect(problems).toEqual([]);
        const model = new Model(tree, kind);
        const expected = eventsOf(steps).map((event) => model.next(event));
        expect(new RuleBench(rules, { kind }).run(eventsOf(steps))).toEqual(expected);
      }),
      { numRuns: 10_000, seed: 20_261_126 },
    );
  });

  it('is tried on sequences that raise composites', () => {
    let raised = 0;
    for (const [rules, steps] of fc.sample(fc.tuple(ruleSet, sequences), {
      numRuns: 60,
      seed: 1,
    })) {
      const winners = new RuleBench(rules, { kind }).run(eventsOf(steps));
      if (winners.some((id) => id !== undefined && id >= 200)) raised++;
    }
    expect(raised).toBeGreaterThan(30);
  });
});

describe('with one value of each compared field', () => {
  const alone = step.map(({ log, wait, url }) => {
    return { log, wait, url, srcip: '1.1.1.1', dstuser: 'u', id: '7', hostname: 'h1' };
  });

  it('both kinds say the same', () => {
    fc.assert(
      fc.property(ruleSet, fc.array(alone, { minLength: 5, maxLength: 60 }), (rules, steps) => {
        const [exact, reference] = (['exact', 'reference'] as const).map((kind) =>
          new RuleBench(rules, { kind }).run(eventsOf(steps)),
        );
        expect(exact).toEqual(reference);
      }),
      { numRuns: 400 },
    );
  });
});
