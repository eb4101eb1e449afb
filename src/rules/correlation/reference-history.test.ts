import { describe, expect, it } from 'vitest';
import type { Event } from '../../event/index.ts';
import { eventOf, group, historyOf, loadText } from '../testing/rule-bench.ts';
import { storedLists, storedOrder } from '../testing/stored-lists.ts';

const startMs = 1_700_000_000_000;
const at = (second: number, log: string): Event =>
  eventOf({ log, timeMs: startMs + second * 1000 });

const { tree } = loadText(
  group(
    '<rule id="100" level="3"><match>a</match></rule>' +
      '<rule id="101" level="3"><match>b</match><group>auth,</group></rule>' +
      '<rule id="102" level="3"><match>c</match></rule>' +
      '<rule id="103" level="9" frequency="30"><if_matched_sid>100</if_matched_sid></rule>' +
      '<rule id="104" level="9"><if_sid>1</if_sid><if_matched_group>auth</if_matched_group></rule>',
  ),
);

function keeper(bounds: { readonly memorySize?: number; readonly listMax?: number }) {
  const history = historyOf(tree, 'reference', bounds);
  const keep = (id: number, second: number, log = `${id} ${second}`): void => {
    const membership = tree.rules.get(id)?.membership;
    if (membership !== undefined) history.keep(at(second, log), membership);
  };
  const logs = (name: string): readonly string[] | undefined =>
    storedLists(history).find((one) => one.name === name)?.logs;
  const all = (): readonly string[] => storedOrder(history);
  return { history, keep, logs, all };
}

describe('lists', () => {
  it('one for each base rule and each composite by group', () => {
    const { keep, logs, all } = keeper({});
    keep(100, 1);
    keep(101, 2);
    keep(102, 3);
    expect(logs('sid:100')).toEqual(['100 1']);
    expect(logs('group:104')).toEqual(['101 2']);
    expect(all()).toEqual(['100 1', '101 2', '102 3']);
  });

  it('by id drop their oldest event when full', () => {
    const { keep, logs, all } = keeper({ listMax: 3 });
    for (let i = 0; i < 5; i++) keep(100, i);
    expect(logs('sid:100')).toEqual(['100 2', '100 3', '100 4']);
    expect(all()).toHaveLength(5);
  });

  it('by group have no bound of their own', () => {
    const { keep, logs } = keeper({ listMax: 3 });
    for (let i = 0; i < 9; i++) keep(101, i);
    expect(logs('group:104')).toHaveLength(9);
  });
});

describe('eviction', () => {
  it('ten at once, when the event list is over its size', () => {
    const { history, keep, all } = keeper({ memorySize: 20 });
    for (let i = 0; i < 20; i++) keep(102, i);
    expect(all()).toHaveLength(20);
    keep(102, 20);
    expect(all()).toHaveLength(11);
    expect(all()[0]).toBe('102 10');
    expect(history.evicted).toBe(10);
  });

  it('and all that are older than the largest frequency of any rule, in seconds', () => {
    const { keep, all } = keeper({ memorySize: 20 });
    for (let i = 0; i < 20; i++) keep(102, i);
    keep(102, 45);
    // 15 is 30 seconds old, which is within the largest frequency.
    expect(all()[0]).toBe('102 15');
  });

  it('never takes the event that came in', () => {
    const { keep, all } = keeper({ memorySize: 3 });
    for (let i = 0; i < 4; i++) keep(102, i);
    expect(all()).toEqual(['102 3']);
  });

  it('takes events out of their lists as well', () => {
    const { keep, logs } = keeper({ memorySize: 12 });
    for (let i = 0; i < 6; i++) {
      keep(100, 2 * i);
      keep(101, 2 * i + 1);
    }
    keep(102, 12);
    expect(logs('sid:100')).toEqual(['100 10']);
    expect(logs('group:104')).toEqual(['101 11']);
  });

  it('leaves newer events alone where a full list dropped the old one before', () => {
    const { keep, logs } = keeper({ memorySize: 12, listMax: 2 });
    for (let i = 0; i < 13; i++) keep(100, i);
    expect(logs('sid:100')).toEqual(['100 11', '100 12']);
  });
});
