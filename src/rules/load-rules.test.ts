import { describe, expect, it } from 'vitest';
import { categoryRoots, group, loadText, marked } from './testing/rule-bench.ts';

const plain = (id: number, body = '<match>x</match>'): string =>
  `<rule id="${id}" level="3">${body}</rule>`;

describe('files', () => {
  it.each<[string, string, readonly string[]]>([
    ['nothing at all', '', []],
    ['another element', '¦<rules><rule /></rules>', ['RULE_GROUP_EXPECTED']],
    ['a rule outside of a group', `¦${plain(100)}`, ['RULE_GROUP_EXPECTED']],
    ['a group without a name', `¦<group>${plain(100)}</group>`, ['RULE_GROUP_NAME']],
    ['another attribute', `¦<group id="a">${plain(100)}</group>`, ['RULE_GROUP_NAME']],
    ['a second attribute', `<group name="a" ¦x="b">${plain(100)}</group>`, ['RULE_GROUP_NAME']],
    ['a group without rules', '¦<group name="a"></group>', ['RULE_GROUP_EMPTY']],
    ['what is no rule', '<group name="a">¦<decoder>x</decoder></group>', ['RULE_EXPECTED']],
    ['an id twice', `<group name="a">${plain(100)}¦${plain(100)}</group>`, ['RULE_ID_TAKEN']],
    [
      'a rule before its parent',
      `<group name="a">${plain(101, '<if_sid>¦100</if_sid>')}${plain(100)}</group>`,
      ['RULE_PARENT_UNKNOWN'],
    ],
    [
      'a broken rule without its parent, and no blame on its child',
      `<group name="a">${plain(100, '¦<x>1</x><if_sid>¦99</if_sid>')}` +
        `${plain(101, '<if_sid>100</if_sid>')}</group>`,
      ['RULE_ELEMENT_UNKNOWN', 'RULE_PARENT_UNKNOWN'],
    ],
    [
      'all at once, over all groups',
      `<group name="a">${plain(100, '¦<x>1</x>')}</group>\n` +
        `¦<group>${plain(101)}</group>\n` +
        `<group name="b">${plain(102, '<time>¦late</time><srcip>¦x</srcip>')}\n¦<y></y></group>`,
      [
        'RULE_ELEMENT_UNKNOWN',
        'RULE_GROUP_NAME',
        'RULE_TIME_BAD',
        'RULE_ADDRESS_BAD',
        'RULE_EXPECTED',
      ],
    ],
  ])('%s', (_, source, codes) => {
    const { text, places } = marked(source);
    expect(loadText(text).problems).toEqual(codes.map((code, i) => `${places[i]} ${code}`));
  });

  it('names of elements in any case', () => {
    const upper = '<GROUP NAME="a"><Rule ID="100" LEVEL="3"><Match>x</Match></Rule></GROUP>';
    const { tree, problems } = loadText(upper);
    expect(problems).toEqual([]);
    expect(tree.rules.has(100)).toBe(true);
  });

  it('say where the id stands already', () => {
    const { messages } = loadText(group(`${plain(100)}\n${plain(100)}`));
    expect(messages).toEqual(['rule 100 stands already at rules.xml:2']);
  });

  it('rules below one that did not load are not told again', () => {
    const rules = group(
      `${plain(100, '<mach>x</mach>')}\n${plain(101, '<if_sid>100</if_sid>')}\n` +
        `${plain(102, '<if_sid>100, 999</if_sid>')}\n${plain(103, '<if_sid>101,102</if_sid>')}`,
    );
    const { problems, messages } = loadText(rules);
    expect(problems).toEqual(['2:26 RULE_ELEMENT_UNKNOWN', '4:34 RULE_PARENT_UNKNOWN']);
    expect(messages[1]).toBe('rule 102: no rule 999 stands before it');
  });
});

describe('facts of rules', () => {
  it('are what outputs print', () => {
    const body = '<match>x</match><description>Text</description><group>own,</group><info>i</info>';
    const { tree } = loadText(
      group(
        `<rule id="100" level="8" frequency="2"><if_matched_sid>1</if_matched_sid>${body}</rule>`,
      ),
    );
    expect(tree.rules.get(100)?.facts).toEqual({
      id: 100,
      level: 8,
      description: 'Text',
      group: 't,own,',
      info: 'i',
      cve: '',
      details: [{ kind: 'text', text: 'i' }],
      frequency: 2,
      mail: true,
      log: true,
    });
  });

  it.each([
    [1, 7, 0, false, false],
    [1, 7, 1, false, true],
    [3, 7, 6, false, true],
    [3, 7, 7, true, true],
    [10, 7, 8, true, false],
    [1, 1, 1, true, true],
  ])('logs from %i, mails from %i: level %i', (logLevel, mailLevel, level, mail, log) => {
    const rule = group(`<rule id="100" level="${level}"><match>x</match></rule>`);
    const { tree } = loadText(rule, { rules: { logLevel, mailLevel } });
    expect(tree.rules.get(100)?.facts).toMatchObject({ mail, log });
  });

  it('the largest frequency of all rules', () => {
    const rule = (id: number, frequency: number): string =>
      `<rule id="${id}" level="1" frequency="${frequency}"><if_matched_sid>1</if_matched_sid></rule>`;
    expect(loadText(group(rule(100, 4) + rule(101, 40) + rule(102, 7))).tree.largestFrequency).toBe(
      40,
    );
    expect(loadText('').tree.largestFrequency).toBe(0);
  });
});

describe('which lists an event enters', () => {
  const member = (id: number, body = ''): string => plain(id, `<group>auth,</group>${body}`);
  const composite = (id: number, body: string): string =>
    `<rule id="${id}" level="9">${body}</rule>`;
  const counts = '<if_matched_group>auth</if_matched_group>';
  function entered(rules: string, id: number) {
    const { tree, problems } = loadText(group(rules));
    expect(problems).toEqual([]);
    const membership = tree.rules.get(id)?.membership;
    return [membership?.hasSidList, membership?.groups.map((one) => one.ruleId)];
  }

  it('none of its own for most rules', () => {
    expect(entered(plain(100), 100)).toEqual([false, []]);
  });

  it('the list of its id', () => {
    const rules = plain(100) + composite(200, '<if_matched_sid>100</if_matched_sid>');
    expect(entered(rules, 100)).toEqual([true, []]);
    expect(entered(rules, 200)).toEqual([false, []]);
  });

  it('those of composites on its group', () => {
    expect(entered(member(100) + composite(200, counts), 100)).toEqual([false, [200]]);
  });

  it('once for each of its places', () => {
    const rules =
      plain(90) + plain(91) + member(100, '<if_sid>90,91</if_sid>') + composite(200, counts);
    expect(entered(rules, 100)).toEqual([false, [200, 200]]);
  });

  it('not those of composites that were loaded before it', () => {
    const rules = member(100) + composite(200, counts) + member(101);
    expect(entered(rules, 101)).toEqual([false, []]);
  });

  it('its own, when its group matches', () => {
    const rules = member(100) + composite(200, `${counts}<group>auth,</group>`);
    expect(entered(rules, 200)).toEqual([false, [200]]);
  });

  it('by OS_Match, and of its file group as well', () => {
    const exact = '<if_matched_group>^t,$</if_matched_group>';
    const rules = plain(100) + composite(200, `<if_sid>1</if_sid>${exact}`);
    expect(entered(rules, 100)).toEqual([false, [200]]);
    // As the group that a bare composite hangs under the same text is no pattern.
    expect(loadText(group(plain(100) + composite(200, exact))).problems).toHaveLength(1);
  });

  it('no group list where it is the base of another composite', () => {
    const rules =
      member(100) + composite(200, counts) + composite(201, '<if_matched_sid>100</if_matched_sid>');
    expect(loadText(group(rules)).tree.rules.get(100)?.membership.hasSidList).toBe(true);
  });
});

describe('roots', () => {
  it('load as any rule, so twice is a problem', () => {
    const { problems } = loadText(categoryRoots);
    expect(problems).toHaveLength(7);
    expect(problems.every((one) => one.endsWith('RULE_ID_TAKEN'))).toBe(true);
  });
});
