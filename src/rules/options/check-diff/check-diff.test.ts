import { describe, expect, it } from 'vitest';
import { eventOf, group, problemsOf, RuleBench } from '../../testing/rule-bench.ts';

const rules = group(
  '<rule id="100" level="3"><match>netstat</match><check_diff /><description>d</description></rule>' +
    '<rule id="101" level="3"><match>netstat other</match><check_diff /><description>d</description></rule>',
);

describe('<check_diff>', () => {
  it('fails the first time, passes on change, fails on the same again', () => {
    const bench = new RuleBench(rules);
    const logs = ['netstat a', 'netstat a', 'netstat b', 'netstat b', 'netstat a'];
    const winners = logs.map((log) => bench.next(eventOf({ log })));
    expect(winners).toEqual([undefined, undefined, 100, undefined, 100]);
  });

  it('brings the previous output along', () => {
    const bench = new RuleBench(rules);
    bench.next(eventOf({ log: 'netstat a' }));
    bench.next(eventOf({ log: 'netstat b' }));
    expect(bench.memory.context).toEqual(['Previous output:', 'netstat a']);
  });

  it.each([
    ['two hosts', 'web1', 'web2', undefined],
    ['the same host', 'web1', 'web1', 100],
    ['two logs of one agent', '(web) 10.0.0.1->df', '(web) 10.0.0.1->ps', 100],
    ['two agents', '(web) 10.0.0.1->df', '(db) 10.0.0.1->df', undefined],
  ])('%s', (_, first, second, expected) => {
    const bench = new RuleBench(rules);
    bench.next(eventOf({ log: 'netstat a', hostname: first }));
    expect(bench.next(eventOf({ log: 'netstat b', hostname: second }))).toBe(expected);
  });

  it('remembers for each rule on its own', () => {
    const bench = new RuleBench(rules);
    bench.next(eventOf({ log: 'netstat a' }));
    // Rule 100 sees a change here, rule 101 its first log.
    expect(bench.next(eventOf({ log: 'netstat other 1' }))).toBe(100);
    bench.next(eventOf({ log: 'netstat other 1' }));
    expect(bench.next(eventOf({ log: 'netstat other 2' }))).toBe(100);
  });

  it('fails on logs that are too long, and leaves what was stored', () => {
    const bench = new RuleBench(rules);
    const long = `netstat ${'x'.repeat(8184)}`;
    bench.next(eventOf({ log: 'netstat a' }));
    expect(long).toHaveLength(8192);
    expect(bench.next(eventOf({ log: long }))).toBeUndefined();
    expect(bench.next(eventOf({ log: long.slice(1) }))).toBeUndefined();
    expect(bench.next(eventOf({ log: 'netstat a' }))).toBeUndefined();
    expect(bench.next(eventOf({ log: long.slice(0, -1) }))).toBe(100);
  });

  it('lets a rule compare fields without a search', () => {
    const { found } = problemsOf('<check_diff /><same_source_ip />', []);
    expect(found).toEqual([]);
  });

  it('takes no attributes', () => {
    const { found, wanted } = problemsOf('<check_diff ¦a="b" />', ['RULE_ATTRIBUTE_UNKNOWN']);
    expect(found).toEqual(wanted);
  });
});
