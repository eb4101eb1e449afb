import { describe, expect, it } from 'vitest';
import type { RuleNode } from './rule.ts';
import { eventOf, group, loadText, RuleBench } from './testing/rule-bench.ts';

/** The tree below the first root as text: `1(100(102) 101)`. */
function outline(rules: string): string {
  const { tree, problems, messages } = loadText(rules);
  expect([...problems, ...messages]).toEqual([]);
  const text = ({ rule, children }: RuleNode): string => {
    const below = children.length === 0 ? '' : `(${children.map(text).join(' ')})`;
    return `${rule.facts.id}${below}`;
  };
  return tree.roots
    .filter((node) => node.children.length > 0)
    .map(text)
    .join(' ');
}

function rule(id: number, level: number, body = '', attributes = ''): string {
  return `<rule id="${id}" level="${level}" ${attributes}><match>x</match>${body}</rule>`;
}

const under = (...ids: readonly (number | string)[]): string => `<if_sid>${ids.join(',')}</if_sid>`;

describe('the order of siblings', () => {
  it.each<[string, string, string]>([
    ['higher levels first', rule(100, 3) + rule(101, 12) + rule(102, 7), '1(101 102 100)'],
    ['level 0 before all', rule(100, 15) + rule(101, 0) + rule(102, 1), '1(101 100 102)'],
    ['equal levels as they stand', rule(102, 5) + rule(100, 5) + rule(101, 5), '1(102 100 101)'],
    ['level 0 as they stand', rule(102, 0) + rule(101, 0), '1(102 101)'],
    [
      'accuracy 0 last, the highest of them first',
      rule(100, 15, '', 'accuracy="0"') + rule(101, 1) + rule(102, 16, '', 'accuracy="0"'),
      '1(101 102 100)',
    ],
    [
      'accuracy 0 and level 0: after all with accuracy, before the others without',
      rule(100, 0, '', 'accuracy="0"') + rule(101, 1) + rule(102, 5, '', 'accuracy="0"'),
      '1(101 100 102)',
    ],
    [
      'accuracy above 0 says nothing',
      rule(100, 3, '', 'accuracy="9"') + rule(101, 4),
      '1(101 100)',
    ],
    [
      'in every list',
      rule(100, 3) + rule(101, 3, under(100)) + rule(102, 9, under(100)),
      '1(100(102 101))',
    ],
  ])('%s', (_, rules, expected) => {
    expect(outline(group(rules))).toBe(expected);
  });

  it('is that of the worked example', () => {
    const bench = new RuleBench(
      group(
        '<rule id="100" level="3"><match>foo</match></rule>' +
          '<rule id="101" level="0"><match>foo ig</match></rule>' +
          '<rule id="102" level="0" noalert="1"><match>foo</match></rule>' +
          '<rule id="103" level="12"><match>foo hi</match></rule>',
      ),
    );
    const logs = ['foo', 'foo ig', 'foo hi', 'bar'];
    expect(logs.map((log) => bench.next(eventOf({ log })))).toEqual([100, 101, 103, undefined]);
  });
});

describe('if_sid', () => {
  it.each<[string, string, string]>([
    ['one parent', rule(100, 3) + rule(101, 3, under(100)), '1(100(101))'],
    [
      'several parents',
      rule(100, 3) + rule(101, 2) + rule(102, 3, under('100', ' 101')),
      '1(100(102) 101(102))',
    ],
    [
      'grandchildren below each of them',
      rule(100, 3) + rule(101, 2) + rule(102, 3, under(100, 101)) + rule(103, 1, under(102)),
      '1(100(102(103)) 101(102(103)))',
    ],
    ['pieces join to one text', rule(100, 3) + rule(101, 2, under(10) + under(0)), '1(100(101))'],
    [
      'a trailing comma: under the category too',
      rule(100, 3) + rule(101, 2, '<if_sid>100,</if_sid>'),
      '1(100(101) 101)',
    ],
    [
      'a trailing blank too',
      rule(100, 3) + rule(101, 2, '<if_sid>100 </if_sid>'),
      '1(100(101) 101)',
    ],
    ['an empty list: under the category alone', rule(101, 2, '<if_sid></if_sid>'), '1(101)'],
    [
      'blanks before do nothing',
      rule(100, 3) + rule(101, 2, '<if_sid> 100</if_sid>'),
      '1(100(101))',
    ],
    ['a root', rule(100, 3, under(2)), '2(100)'],
    ['leading zeros', rule(100, 3) + rule(101, 3, under('0100')), '1(100(101))'],
    [
      'the trailing comma takes the category of the parent',
      rule(100, 3, under(2)) + rule(101, 2, '<if_sid>100,</if_sid>'),
      '2(100(101) 101)',
    ],
    [
      // The search leaves the siblings at its first hit, so it does not come to 300.
      'a search that stops at the first hit among siblings',
      rule(300, 5) + rule(200, 10, under(1, 300)) + rule(400, 1, under(200)),
      '1(200(400) 300(200))',
    ],
    [
      'a search that comes to both',
      rule(300, 12) + rule(200, 10, under(1, 300)) + rule(400, 1, under(200)),
      '1(300(200(400)) 200(400))',
    ],
    [
      'if_sid before if_level and if_group',
      rule(100, 3, `${under(2)}<if_level>1</if_level><if_group>roots</if_group>`),
      '2(100)',
    ],
  ])('%s', (_, rules, expected) => {
    expect(outline(group(rules))).toBe(expected);
  });
});

describe('if_level', () => {
  const level = (n: number): string => `<if_level>${n}</if_level>`;
  it('hangs the rule under that level and above, level 0 and the roots included', () => {
    const rules = rule(100, 3) + rule(101, 5) + rule(102, 0) + rule(103, 1, level(5));
    expect(outline(group(rules))).toBe(
      '1(102(103) 101(103) 100 103) 2(103) 3(103) 4(103) 5(103) 6(103) 7(103)',
    );
  });

  it('passes over rules of accuracy 0', () => {
    const rules = rule(100, 15, '', 'accuracy="0"') + rule(101, 1, level(1));
    expect(outline(group(rules))).toBe('1(101 100) 2(101) 3(101) 4(101) 5(101) 6(101) 7(101)');
  });

  it('knows only what was loaded before', () => {
    const rules = rule(101, 1, level(9)) + rule(100, 12);
    expect(outline(group(rules))).toMatch(/^1\(100 101\)/);
  });
});

describe('if_group', () => {
  const inGroup = (name: string): string => `<if_group>${name}</if_group>`;
  const web = rule(100, 3, '<group>web,accesslog,</group>');
  it.each<[string, string, string]>([
    ['a word', web + rule(101, 1, inGroup('web')), '1(100(101))'],
    ['a part of a word', web + rule(101, 1, inGroup('cessl')), '1(100(101))'],
    ['any case', web + rule(101, 1, inGroup('ACCESSLOG')), '1(100(101))'],
    ['one of several', web + rule(101, 1, inGroup('nobody|web')), '1(100(101))'],
    ['a beginning', web + rule(101, 1, inGroup('^t,web')), '1(100(101))'],
    [
      'children as well as parents',
      web + rule(102, 5, `${under(100)}<group>web,</group>`) + rule(101, 1, inGroup('web')),
      '1(100(102(101) 101))',
    ],
    [
      'every node of a rule with two parents',
      rule(90, 4) +
        rule(91, 3) +
        rule(100, 3, `${under(90, 91)}<group>web,</group>`) +
        rule(101, 1, inGroup('web')),
      '1(90(100(101)) 91(100(101)))',
    ],
    ['not itself', web + rule(101, 1, `${inGroup('web')}<group>web,</group>`), '1(100(101))'],
  ])('%s', (_, rules, expected) => {
    expect(outline(group(rules))).toBe(expected);
  });
});

describe('roots', () => {
  it('are the ids below 10, in order of level and arrival', () => {
    const own = '<rule id="8" level="5"><category>ids</category><match>q</match></rule>';
    const { tree } = loadText(group(own));
    expect(tree.roots.map((node) => node.rule.facts.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('a rule of a category hangs under the first root of it', () => {
    expect(outline(group(rule(100, 3, '<category>squid</category>')))).toBe('5(100)');
  });

  it('a category without a root is a problem', () => {
    const { problems, messages } = loadText(group(rule(100, 3)), { withRoots: false });
    expect(problems).toEqual(['2:1 RULE_PARENT_UNKNOWN']);
    expect(messages[0]).toContain('category syslog');
  });

  it('events of other categories never reach them', () => {
    const bench = new RuleBench(group(rule(100, 3, '<category>ids</category>')));
    expect(bench.next(eventOf({ log: 'x' }))).toBeUndefined();
    expect(bench.next(eventOf({ log: 'x', decoderType: 'ids' }))).toBe(100);
  });
});

describe('a tree that doubles with every rule', () => {
  it('ends at a bound, told at the first rule that does not fit', () => {
    const rules = Array.from({ length: 40 }, (_, i) =>
      rule(100 + i, 1, i === 0 ? '' : '<if_group>^t,</if_group>'),
    );
    const { problems, messages } = loadText(group(rules.join('\n')));
    expect(problems[0]).toBe('19:1 RULE_TREE_TOO_LARGE');
    expect(messages[0]).toContain('rule 117 would stand in 65536 places');
    expect(problems.every((one) => one.endsWith('RULE_TREE_TOO_LARGE'))).toBe(true);
  });
});

describe('a chain of rules', () => {
  const chain = (length: number): string =>
    group(
      Array.from({ length }, (_, i) => rule(100 + i, 1, i === 0 ? '' : under(99 + i))).join('\n'),
    );

  it('may be 500 rules long', () => {
    expect(new RuleBench(chain(500)).next(eventOf({ log: 'x' }))).toBe(599);
  });

  it('of more is told once, whatever hangs below', () => {
    const { problems, messages } = loadText(chain(2000));
    expect(problems).toEqual(['502:1 RULE_TREE_TOO_LARGE']);
    expect(messages).toEqual(['rule 600 stands below more than 500 rules']);
  });
});
