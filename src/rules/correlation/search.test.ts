import { describe, expect, it } from 'vitest';
import type { Event } from '../../event/index.ts';
import { eventOf, group, RuleBench } from '../testing/rule-bench.ts';

const startMs = 1_700_000_000_000;

/** Events a second apart, or at the seconds that stand in front. */
function sequence(rows: readonly (string | Partial<Event>)[], step = 1): readonly Event[] {
  return rows.map((row, i) => {
    const fields = typeof row === 'string' ? { log: row } : { log: 'foo', ...row };
    return eventOf({ timeMs: startMs + i * step * 1000, ...fields });
  });
}

const base = '<rule id="100" level="3"><match>foo</match></rule>';
const of = (id: number): string => `<if_matched_sid>${id}</if_matched_sid>`;
const rule = (id: number, level: number, body: string, attributes = ''): string =>
  `<rule id="${id}" level="${level}" ${attributes}>${body}</rule>`;

/** `100 100 101`; a dot stands for no rule. */
function ids(winners: readonly (number | undefined)[]): string {
  return winners.map((id) => id ?? '.').join(' ');
}

const foo = (n: number): readonly string[] => Array.from({ length: n }, () => 'foo');

describe.each(['reference', 'exact'] as const)('%s correlation', (kind) => {
  const run = (rules: string, events: readonly Event[]): string =>
    ids(new RuleBench(group(rules), { kind }).run(events));

  describe('how many events it takes', () => {
    it.each([
      ['', '100 101 100 101 100 101'],
      ['frequency="0"', '100 101 100 101 100 101'],
      ['frequency="1"', '100 100 101 100 100 101'],
      ['frequency="2"', '100 100 100 101 100 100'],
      ['frequency="4"', '100 100 100 100 100 101'],
    ])('%s: %s', (attributes, expected) => {
      expect(run(base + rule(101, 5, of(100), attributes), sequence(foo(6)))).toBe(expected);
    });

    it('eight for a frequency of 6, and eight again', () => {
      const winners = run(base + rule(101, 10, of(100), 'frequency="6"'), sequence(foo(16)));
      const once = `${'100 '.repeat(7)}101`;
      expect(winners).toBe(`${once} ${once}`);
    });
  });

  describe('levels and marks', () => {
    it('higher composites look through the marks of lower ones', () => {
      const rules =
        base + rule(101, 6, of(100), 'frequency="1"') + rule(102, 9, of(100), 'frequency="3"');
      expect(run(rules, sequence(foo(12)))).toBe('100 100 101 100 100 102 100 100 101 100 100 102');
    });

    it('composites of composites', () => {
      const rules =
        base + rule(101, 6, of(100), 'frequency="1"') + rule(102, 9, of(101), 'frequency="1"');
      expect(run(rules, sequence(foo(12)))).toBe('100 100 101 100 100 101 100 100 102 100 100 101');
    });

    it('a trigger of another rule', () => {
      const rules =
        base +
        rule(105, 3, '<match>succ</match>') +
        rule(101, 6, `<if_sid>105</if_sid>${of(100)}`, 'frequency="1"');
      const logs = ['foo', 'succ', 'foo', 'succ', 'foo', 'succ', 'foo', 'succ'];
      expect(run(rules, sequence(logs))).toBe('100 105 100 101 100 105 100 101');
    });

    it.each([1, 3, 5])('a composite of level %i fires over a base of level 3', (level) => {
      expect(run(base + rule(101, level, of(100)), sequence(foo(4)))).toBe('100 101 100 101');
    });

    it('a composite of level 0 never fires', () => {
      expect(run(base + rule(101, 0, of(100)), sequence(foo(4)))).toBe('100 100 100 100');
    });

    it('events of level 0 are not counted', () => {
      const quiet = rule(100, 0, '<match>foo</match>');
      expect(run(quiet + rule(101, 5, of(100)), sequence(foo(4)))).toBe('100 100 100 100');
    });

    it('events are counted under their final rule alone', () => {
      const rules =
        base + rule(103, 4, '<if_sid>100</if_sid><match>bar</match>') + rule(101, 5, of(100));
      const logs = ['foo', 'foo bar', 'foo', 'foo bar', 'foo'];
      // The composite is tried before its lower sibling, for every event below the base.
      expect(run(rules, sequence(logs))).toBe('100 101 100 101 100');
    });
  });

  describe('time', () => {
    it.each([
      [10, '100 101 100'],
      [11, '100 100 100'],
    ])('%i seconds apart with a timeframe of 10', (step, expected) => {
      const rules = base + rule(101, 5, of(100), 'timeframe="10"');
      expect(run(rules, sequence(foo(3), step))).toBe(expected);
    });

    it('counts whole seconds', () => {
      const rules = base + rule(101, 5, of(100), 'timeframe="1"');
      const events = [startMs + 1, startMs + 1999].map((timeMs) => ({ log: 'foo', timeMs }));
      expect(run(rules, sequence(events))).toBe('100 101');
    });

    it('a clock that is set back makes no event too old', () => {
      const rules = base + rule(101, 5, of(100), 'timeframe="1"');
      const events = [startMs, startMs - 3_600_000].map((timeMs) => ({ log: 'foo', timeMs }));
      expect(run(rules, sequence(events))).toBe('100 101');
    });

    it('an old event ends the search, even with newer ones behind it', () => {
      const rules = base + rule(101, 5, of(100), 'frequency="1" timeframe="10"');
      const events = [0, 20, 21, 40, 41, 42].map((s) => ({ timeMs: startMs + s * 1000 }));
      expect(run(rules, sequence(events))).toBe('100 100 100 100 100 101');
    });
  });

  describe('what is compared', () => {
    const pairs = (field: string, values: readonly (string | undefined)[]): readonly Event[] =>
      sequence(values.map((value) => ({ [field]: value })));
    it.each([
      ['same_source_ip', 'srcip'],
      ['same_src_port', 'srcport'],
      ['same_dst_port', 'dstport'],
      ['same_user', 'dstuser'],
      ['same_id', 'id'],
      ['same_location', 'hostname'],
    ])('%s: %s set and equal', (flag, field) => {
      const rules = base + rule(101, 5, `${of(100)}<${flag} />`);
      expect(run(rules, pairs(field, ['a', 'a']))).toBe('100 101');
      expect(run(rules, pairs(field, ['a', 'b']))).toBe('100 100');
      expect(run(rules, pairs(field, ['a', 'A']))).toBe('100 100');
      if (field !== 'hostname') {
        expect(run(rules, pairs(field, [undefined, undefined]))).toBe('100 100');
      }
    });

    it.each([
      ['different_url', 'url'],
      ['different_srcgeoip', 'srcgeoip'],
    ])('%s: set and different from the current one', (flag, field) => {
      const rules = base + rule(101, 5, `${of(100)}<${flag} />`);
      expect(run(rules, pairs(field, ['a', 'b']))).toBe('100 101');
      expect(run(rules, pairs(field, ['a', 'a']))).toBe('100 100');
      expect(run(rules, pairs(field, ['a', undefined]))).toBe('100 100');
      expect(run(rules, pairs(field, [undefined, 'a']))).toBe('100 100');
    });

    it('different_url does not compare earlier events with each other', () => {
      const rules = base + rule(101, 5, `${of(100)}<different_url />`, 'frequency="1"');
      expect(run(rules, pairs('url', ['a', 'a', 'b']))).toBe('100 100 101');
    });

    it('different_srcip has no effect', () => {
      const rules = base + rule(101, 5, `${of(100)}<different_srcip />`);
      expect(run(rules, pairs('srcip', ['a', 'a']))).toBe('100 101');
      expect(run(rules, pairs('srcip', [undefined, undefined]))).toBe('100 101');
    });

    it('not_same_user does not ask for different users', () => {
      const rules = base + rule(101, 5, `${of(100)}<same_source_ip /><not_same_user />`);
      const same = { srcip: 'a', dstuser: 'u' };
      expect(run(rules, sequence([same, same]))).toBe('100 101');
    });

    it('all of several', () => {
      const rules =
        base + rule(101, 5, `${of(100)}<same_source_ip /><same_user /><different_url />`);
      const rows = [
        { srcip: 'a', dstuser: 'u', url: '1' },
        { srcip: 'a', dstuser: 'v', url: '2' },
        { srcip: 'a', dstuser: 'u', url: '1' },
        { srcip: 'a', dstuser: 'u', url: '3' },
      ];
      expect(run(rules, sequence(rows))).toBe('100 100 100 101');
    });

    it('values that join to the same text stay apart', () => {
      const rules = base + rule(101, 5, `${of(100)}<same_source_ip /><same_user />`);
      const rows = [
        { dstuser: 'ab', srcip: 'c' },
        { dstuser: 'a', srcip: 'bc' },
        { dstuser: '1:a', srcip: 'c' },
      ];
      expect(run(rules, sequence(rows))).toBe('100 100 100');
    });
  });

  describe('by group', () => {
    const grouped = (id: number, text: string): string =>
      rule(id, 3, `<match>${text}</match><group>auth,</group>`);
    const counts = '<if_matched_group>auth</if_matched_group>';

    it('counts events of every rule of the group', () => {
      const rules =
        grouped(100, 'foo') + grouped(101, 'bar') + rule(102, 7, counts, 'frequency="1"');
      expect(run(rules, sequence(['foo', 'bar', 'foo', 'bar', 'foo', 'foo']))).toBe(
        '100 101 102 101 100 102',
      );
    });

    it('leaves rules out that are counted by id', () => {
      const rules =
        grouped(100, 'foo') +
        rule(
          101,
          12,
          '<if_sid>1</if_sid><match>never</match><if_matched_sid>100</if_matched_sid>',
        ) +
        rule(102, 7, counts);
      expect(run(rules, sequence(foo(4)))).toBe('100 100 100 100');
    });

    it('leaves rules out that were loaded later', () => {
      const rules = grouped(100, 'foo') + rule(102, 7, counts) + grouped(103, 'bar');
      expect(run(rules, sequence(['bar', 'bar', 'bar']))).toBe('103 103 103');
    });

    it('counts a rule with two parents twice', () => {
      const rules =
        rule(90, 2, '<match>foo</match>') +
        rule(91, 2, '<match>foo</match>') +
        rule(100, 3, '<if_sid>90,91</if_sid><match>foo</match><group>auth,</group>') +
        rule(102, 7, counts, 'frequency="2"');
      expect(run(rules, sequence(foo(3)))).toBe('100 100 102');
    });

    it('counts itself where its group matches', () => {
      const rules =
        grouped(100, 'foo') + rule(102, 7, `${counts}<group>auth,</group>`, 'frequency="1"');
      // The firing event is in the list with its mark, which ends the next search.
      expect(run(rules, sequence(foo(7)))).toBe('100 100 102 100 100 102 100');
    });
  });

  describe('by log', () => {
    const matching =
      '<if_sid>1</if_sid><match>foo</match><if_matched_regex>^f\\w+</if_matched_regex>';
    const rules =
      rule(100, 3, '<match>foo</match>') +
      rule(101, 3, '<match>bar</match>') +
      rule(102, 7, matching, 'frequency="1"');

    it('looks at every alerting event whose log matches', () => {
      expect(run(rules, sequence(['foo', 'bar', 'foo', 'bar', 'foo']))).toBe('100 101 100 101 102');
    });

    it('passes over events of other decoder types', () => {
      const web = rule(110, 3, '<category>web-log</category><match>foo</match>');
      const rows: readonly Partial<Event>[] = [
        { decoderType: 'web-log' },
        { decoderType: 'web-log' },
        {},
        {},
        {},
      ];
      expect(run(rules + web, sequence(rows))).toBe('110 110 100 100 102');
    });

    it('is stopped by the mark of any composite of its level', () => {
      const other = rule(120, 3, '<match>bar</match>') + rule(121, 9, of(120));
      const all =
        rule(100, 3, '<match>foo</match>') + other + rule(102, 7, matching, 'frequency="1"');
      expect(run(all, sequence(['foo', 'foo', 'bar', 'bar', 'foo', 'foo', 'foo']))).toBe(
        '100 100 120 121 100 100 102',
      );
    });

    it('compares fields too', () => {
      const same = rule(103, 8, `${matching}<same_source_ip />`);
      const rows = [{ srcip: 'a' }, { srcip: 'b' }, { srcip: 'a' }, {}];
      expect(run(rule(100, 3, '<match>foo</match>') + same, sequence(rows))).toBe(
        '100 100 103 100',
      );
    });
  });

  describe('the logs that belong to the alert', () => {
    function context(rules: string, logs: readonly string[]): readonly string[] | undefined {
      const bench = new RuleBench(group(rules), { kind });
      bench.run(sequence(logs.map((log) => ({ log: `foo ${log}` }))));
      return bench.memory.context?.map((log) => log.slice(4));
    }

    it('newest first: frequency + 1 for a search by id', () => {
      const rules = base + rule(101, 5, of(100), 'frequency="2"');
      expect(context(rules, ['a', 'b', 'c', 'd'])).toEqual(['c', 'b', 'a']);
    });

    it('frequency of them for a search by group or log', () => {
      const byGroup = `${base}${rule(101, 5, '<if_matched_group>^t,</if_matched_group>', 'frequency="2"')}`;
      expect(context(byGroup, ['a', 'b', 'c', 'd'])).toEqual(['c', 'b']);
      const byLog = `${base}${rule(101, 5, '<if_sid>100</if_sid><if_matched_regex>foo</if_matched_regex>', 'frequency="2"')}`;
      expect(context(byLog, ['a', 'b', 'c', 'd'])).toEqual(['c', 'b']);
    });

    it('eleven at most', () => {
      const rules = base + rule(101, 5, of(100), 'frequency="20"');
      const logs = Array.from({ length: 22 }, (_, i) => String(i));
      const newest = Array.from({ length: 11 }, (_, i) => String(20 - i));
      expect(context(rules, logs)).toEqual(newest);
    });

    it('none where nothing fired', () => {
      expect(context(base + rule(101, 5, of(100), 'frequency="2"'), ['a', 'b'])).toBeUndefined();
    });
  });
});

describe('where the two differ', () => {
  const rules = group(base + rule(101, 5, `${of(100)}<same_source_ip />`, 'frequency="1"'));
  const rows = ['a', 'a', 'b', 'a', 'b', 'b', 'b'].map((srcip) => ({ srcip }));

  it('the reference delays one source when another fires', () => {
    const winners = new RuleBench(rules, { kind: 'reference' }).run(sequence(rows));
    expect(ids(winners)).toBe('100 100 100 101 100 100 101');
  });

  it('exact correlation counts each source by itself', () => {
    const winners = new RuleBench(rules, { kind: 'exact' }).run(sequence(rows));
    expect(ids(winners)).toBe('100 100 100 101 100 101 100');
  });
});
