import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../event/index.ts';
import { eventOf, group, historyOf, loadText, RuleBench } from '../testing/rule-bench.ts';
import { storedLists } from '../testing/stored-lists.ts';

const startMs = 1_700_000_000_000;
const at = (second: number, fields: Partial<Event> = {}): Event =>
  eventOf({ log: 'foo', timeMs: startMs + second * 1000, ...fields });
const base = '<rule id="100" level="3"><match>foo</match></rule>';
const composite = (frequency: number, more: string, id = 101): string =>
  `<rule id="${id}" level="10" frequency="${frequency}" timeframe="120">` +
  `<if_matched_sid>100</if_matched_sid>${more}</rule>`;
const rules = group(base + composite(6, '<same_source_ip />'));

describe('sixty attackers at once, twenty tries each', () => {
  const events = Array.from({ length: 60 * 20 }, (_, i) =>
    at(Math.floor(i / 60), { srcip: `203.0.113.${i % 60}` }),
  );
  function raised(kind: 'exact' | 'reference'): ReadonlyMap<string, number> {
    const bench = new RuleBench(rules, { kind });
    const found = new Map<string, number>();
    for (const event of events) {
      if (bench.next(event) !== 101) continue;
      const { srcip = '' } = event;
      found.set(srcip, (found.get(srcip) ?? 0) + 1);
    }
    return found;
  }

  it('each raises the composite as if it were alone', () => {
    const found = raised('exact');
    expect(found.size).toBe(60);
    expect([...new Set(found.values())]).toEqual([2]);
  });

  it('none does where all share one list of 128 events', () => {
    expect(raised('reference').size).toBe(0);
  });
});

describe('bounds', () => {
  const { tree } = loadText(rules);
  const membership = tree.rules.get(100)?.membership;
  if (membership === undefined) throw new Error('rule 100 is loaded');

  it('a list keeps its newest events', () => {
    const history = historyOf(tree, 'exact', { listMax: 5 });
    for (let i = 0; i < 9; i++) history.keep(at(i, { srcip: 'a', fullLog: `${i}` }), membership);
    const [list] = storedLists(history);
    expect(list?.logs).toEqual(['4', '5', '6', '7', '8']);
    expect(history.evicted).toBe(0);
  });

  it('all lists together: the longest unused goes as a whole, counted', () => {
    const history = historyOf(tree, 'exact', { eventsMax: 6 });
    const sources = ['a', 'a', 'b', 'b', 'c', 'a', 'd'];
    for (const [i, srcip] of sources.entries()) history.keep(at(i, { srcip }), membership);
    const left = storedLists(history).map(({ key, logs }) => [key, logs.length]);
    expect(left).toEqual([
      ['c', 1],
      ['a', 3],
      ['d', 1],
    ]);
    expect(history.evicted).toBe(2);
  });

  it('hold under many more sources than fit', () => {
    const history = historyOf(tree, 'exact', { eventsMax: 100 });
    for (let i = 0; i < 5000; i++) history.keep(at(1, { srcip: `s${i}` }), membership);
    const kept = storedLists(history).reduce((sum, { logs }) => sum + logs.length, 0);
    expect(kept).toBe(100);
    expect(history.evicted).toBe(4900);
  });

  it('lists without a living event go, uncounted', () => {
    const history = historyOf(tree, 'exact');
    for (let i = 0; i < 50; i++) history.keep(at(0, { srcip: `old${i}` }), membership);
    for (let i = 0; i < 25; i++) history.keep(at(122 + i, { srcip: 'new' }), membership);
    expect(storedLists(history)).toHaveLength(1);
    expect(history.evicted).toBe(0);
  });

  it('a list lives as long as its newest event counts', () => {
    const history = historyOf(tree, 'exact');
    history.keep(at(0, { srcip: 'old' }), membership);
    history.keep(at(120, { srcip: 'new' }), membership);
    expect(storedLists(history)).toHaveLength(2);
  });

  it('events without the compared value are not kept at all', () => {
    const history = historyOf(tree, 'exact');
    history.keep(at(0), membership);
    expect(storedLists(history)).toEqual([]);
  });

  it('an event that asks again after it was kept sees itself', () => {
    const history = historyOf(tree, 'exact');
    const [asking] = tree.composites;
    if (asking === undefined) throw new Error('there is a composite');
    const event = at(0, { srcip: 'a' });
    expect(history.listFor(asking, event)).toBeUndefined();
    history.keep(event, membership);
    expect(history.listFor(asking, event)?.length).toBe(1);
    const other = at(1, { srcip: 'b' });
    expect(history.listFor(asking, other)).toBeUndefined();
    expect(history.listFor(asking, at(2, { srcip: 'a' }))?.length).toBe(1);
  });

  it('what is restored is asked for anew', () => {
    const history = historyOf(tree, 'exact');
    const [asking] = tree.composites;
    if (asking === undefined) throw new Error('there is a composite');
    const event = at(0, { srcip: 'a' });
    history.keep(event, membership);
    const full = history.snapshot();
    const next = historyOf(tree, 'exact');
    expect(next.listFor(asking, event)).toBeUndefined();
    next.restore(full);
    expect(next.listFor(asking, event)?.length).toBe(1);
    expect(next.kept).toBe(1);
  });

  it('an empty value is a value', () => {
    const bench = new RuleBench(group(base + composite(0, '<same_source_ip />')));
    expect(bench.run([at(0, { srcip: '' }), at(1, { srcip: '' })])).toEqual([100, 101]);
  });

  it('composites on one rule that compare the same share one list', () => {
    const two = group(
      base + composite(1, '<same_user />') + composite(2, '<same_user /><different_url />', 102),
    );
    const loaded = loadText(two).tree;
    const history = historyOf(loaded, 'exact');
    const own = loaded.rules.get(100)?.membership;
    if (own !== undefined) history.keep(at(0, { dstuser: 'u' }), own);
    expect(storedLists(history)).toHaveLength(1);
    expect(storedLists(history)[0]?.logs).toHaveLength(1);
  });
});

describe.each(['exact', 'reference'] as const)('a snapshot of %s correlation', (kind) => {
  const both = group(
    base +
      composite(2, '<same_source_ip />') +
      composite(3, '', 102) +
      '<rule id="103" level="12" frequency="5"><if_sid>100</if_sid>' +
      '<if_matched_regex>foo</if_matched_regex></rule>',
  );
  const { tree } = loadText(both);
  const events = (): Event[] =>
    Array.from({ length: 40 }, (_, i) => at(i, { srcip: i % 3 === 0 ? 'a' : 'b' }));

  it.each([1, 5, 17, 39])('after %i events goes on as if nothing had been', (cut) => {
    const whole = new RuleBench(both, { kind });
    const expected = whole.run(events());
    const first = new RuleBench(both, { kind });
    const before = first.run(events().slice(0, cut));
    const second = new RuleBench(both, { kind });
    const stored = deserialize(serialize(first.history.snapshot())) as ReturnType<
      typeof first.history.snapshot
    >;
    second.history.restore(stored);
    expect([...before, ...second.run(events().slice(cut))]).toEqual(expected);
    expect(second.history.evicted).toBe(whole.history.evicted);
  });

  it('replaces what was there', () => {
    const history = historyOf(tree, kind);
    const own = tree.rules.get(100)?.membership;
    if (own === undefined) throw new Error('rule 100 is loaded');
    const empty = history.snapshot();
    history.keep(at(0, { srcip: 'a' }), own);
    history.restore(structuredClone(empty));
    expect(history.snapshot()).toEqual(empty);
  });

  it('of other rules does no harm', () => {
    const other = new RuleBench(group(base + composite(1, '<same_user />', 105)), { kind });
    other.run([at(0, { dstuser: 'u' }), at(1, { dstuser: 'u' })]);
    const bench = new RuleBench(both, { kind });
    bench.history.restore(structuredClone(other.history.snapshot()));
    expect(() => bench.run(events())).not.toThrow();
  });
});
