import { describe, expect, it } from 'vitest';
import type { Event } from '../event/index.ts';
import { eventOf, group, loadText, RuleBench } from './testing/rule-bench.ts';

function two(first: string, second: string, attributes = ''): string {
  return group(
    `<rule id="100" level="3">${first}</rule>` +
      `<rule id="100" level="9" overwrite="yes" ${attributes}>${second}</rule>`,
  );
}

function takes(rules: string, fields: Partial<Event>): boolean {
  return new RuleBench(rules, { lists: { l: 'a:1\n' } }).next(eventOf(fields)) === 100;
}

describe('what a new definition replaces', () => {
  it.each<[string, string, string, Partial<Event>]>([
    ['match', '<match>a</match>', '<match>b</match>', { log: 'b' }],
    ['regex', '<regex>a</regex>', '<regex>b</regex>', { log: 'b' }],
    ['id', '<id>a</id>', '<id>b</id>', { id: 'b' }],
    ['url', '<url>a</url>', '<url>b</url>', { url: 'b' }],
    ['user', '<user>a</user>', '<user>b</user>', { dstuser: 'b' }],
    ['status', '<status>a</status>', '<status>b</status>', { status: 'b' }],
    ['hostname', '<hostname>a</hostname>', '<hostname>b</hostname>', { hostname: 'b' }],
    [
      'program_name',
      '<program_name>a</program_name>',
      '<program_name>b</program_name>',
      { programName: 'b' },
    ],
    ['extra_data', '<extra_data>a</extra_data>', '<extra_data>b</extra_data>', { data: 'b' }],
    ['action', '<action>a</action>', '<action>b</action>', { action: 'b' }],
    ['srcip', '<srcip>1.1.1.1</srcip>', '<srcip>2.2.2.2</srcip>', { srcip: '2.2.2.2' }],
    ['dstip', '<dstip>1.1.1.1</dstip>', '<dstip>2.2.2.2</dstip>', { dstip: '2.2.2.2' }],
    ['srcport', '<srcport>1</srcport>', '<srcport>2</srcport>', { srcport: '2' }],
    ['dstport', '<dstport>1</dstport>', '<dstport>2</dstport>', { dstport: '2' }],
    [
      'decoded_as',
      '<decoded_as>web</decoded_as>',
      '<decoded_as>sshd</decoded_as>',
      { decoder: 'sshd' },
    ],
    [
      'compiled_rule',
      '<compiled_rule>check_id_size</compiled_rule>',
      '<compiled_rule>is_simple_http_request</compiled_rule>',
      { url: '/' },
    ],
  ])('%s', (_, first, second, fields) => {
    const rules = two(first, second);
    expect(takes(rules, fields)).toBe(true);
    expect(takes(group(`<rule id="100" level="3">${first}</rule>`), fields)).toBe(false);
    // Unset in the new definition is unset in the rule.
    expect(takes(two(first, '<description>d</description>'), {})).toBe(true);
  });

  it('levels, texts and flags', () => {
    const first =
      '<match>a</match><description>old</description><group>old,</group><info>old</info>' +
      '<cve>old</cve><options>no_log</options>';
    const { tree } = loadText(two(first, '<match>a</match><description>new</description>'));
    expect(tree.rules.get(100)?.facts).toMatchObject({
      level: 9,
      description: 'new',
      group: 't,',
      info: '',
      cve: '',
      log: true,
      mail: true,
    });
  });

  it('ignore time, maxsize and noalert', () => {
    const rules = group(
      '<rule id="100" level="3" ignore="9" maxsize="50" noalert="1"><match>a</match></rule>' +
        '<rule id="100" level="3" overwrite="yes"><match>a</match></rule>',
    );
    expect(takes(rules, { log: 'a' })).toBe(true);
    expect(loadText(rules).tree.rules.get(100)).toMatchObject({ ignoreSeconds: 0, noalert: false });
  });

  it('times and days', () => {
    const timeMs = new Date(2026, 5, 15, 12, 0, 0).getTime();
    const rules = two(
      '<time>1-2</time><weekday>sunday</weekday>',
      '<time>11-13</time><weekday>monday</weekday>',
    );
    expect(takes(rules, { timeMs })).toBe(true);
  });
});

describe('what stays as it was', () => {
  it.each<[string, string, string, Partial<Event>, boolean]>([
    ['pcre2 stays in force', '<pcre2>a</pcre2>', '<pcre2>b</pcre2>', { log: 'b' }, false],
    ['and a new one is ignored', '<pcre2>a</pcre2>', '<pcre2>b</pcre2>', { log: 'a' }, true],
    ['a new regex shadows it', '<pcre2>a</pcre2>', '<regex>b</regex>', { log: 'b' }, true],
    [
      'match and the old pcre2 both count',
      '<pcre2>a</pcre2>',
      '<match>b</match>',
      { log: 'b' },
      false,
    ],
    [
      'match_pcre2 stays',
      '<match_pcre2>a</match_pcre2>',
      '<description>d</description>',
      { log: 'b' },
      false,
    ],
    ['lists stay', '<list field="id">l</list>', '<match>b</match>', { log: 'b' }, false],
    ['new lists are ignored', '<match>b</match>', '<list field="id">l</list>', { log: 'b' }, true],
    ['fields stay', '<field name="x">y</field>', '<match>b</match>', { log: 'b' }, false],
    ['new fields are ignored', '<match>b</match>', '<field name="x">y</field>', { log: 'b' }, true],
    [
      'user_pcre2 goes where the new rule has nothing of its family',
      '<user_pcre2>a</user_pcre2>',
      '<match>b</match>',
      { log: 'b' },
      true,
    ],
    [
      'user_pcre2 stays with another element of its family',
      '<user_pcre2>a</user_pcre2>',
      '<status>b</status>',
      { status: 'b' },
      false,
    ],
    [
      'and holds then',
      '<user_pcre2>a</user_pcre2>',
      '<status>b</status>',
      { status: 'b', dstuser: 'a' },
      true,
    ],
    [
      'srcport_pcre2 is of another family',
      '<srcport_pcre2>1</srcport_pcre2>',
      '<status>b</status>',
      { status: 'b' },
      true,
    ],
    [
      'srcport_pcre2 stays with an address',
      '<srcport_pcre2>1</srcport_pcre2>',
      '<srcip>any</srcip>',
      { srcip: '1.1.1.1', srcport: '2' },
      false,
    ],
  ])('%s', (_, first, second, fields, expected) => {
    expect(takes(two(first, second), fields)).toBe(expected);
  });

  it('a new maxsize keeps user_pcre2 in force', () => {
    const rules = two('<user_pcre2>a</user_pcre2>', '<match>b</match>', 'maxsize="1"');
    expect(takes(rules, { log: 'b' })).toBe(false);
    expect(takes(rules, { log: 'b', dstuser: 'a' })).toBe(true);
  });

  it('details and ignore sets', () => {
    const { tree } = loadText(
      two(
        '<info type="link">old</info><ignore>user</ignore><check_if_ignored>id</check_if_ignored>',
        '<info type="link">new</info><ignore>srcip</ignore><check_if_ignored>data</check_if_ignored>',
      ),
    );
    expect(tree.rules.get(100)).toMatchObject({
      facts: { details: [{ kind: 'link', text: 'old' }], info: 'new' },
      ignoreFields: ['user'],
      checkIgnoredFields: ['id'],
    });
  });

  it('the place in the tree, the category, and the order by the old level', () => {
    const rules = group(
      '<rule id="100" level="3"><category>ids</category><match>x</match></rule>' +
        '<rule id="101" level="5"><category>ids</category><match>x</match></rule>' +
        '<rule id="100" level="12" overwrite="yes"><if_sid>101</if_sid><match>x</match></rule>',
    );
    const { tree } = loadText(rules);
    const children = tree.roots[2]?.children.map((node) => node.rule.facts.id);
    expect(children).toEqual([101, 100]);
    expect(tree.rules.get(100)).toMatchObject({ category: 'ids', facts: { level: 12 } });
  });

  it('in every place of a rule with two parents', () => {
    const bench = new RuleBench(
      group(
        '<rule id="90" level="5"><match>p</match></rule><rule id="91" level="4"><match>q</match></rule>' +
          '<rule id="100" level="3"><if_sid>90,91</if_sid><match>x</match></rule>' +
          '<rule id="100" level="3" overwrite="yes"><match>y</match></rule>',
      ),
    );
    const logs = ['p x', 'q x', 'p y', 'q y'];
    expect(logs.map((log) => bench.next(eventOf({ log })))).toEqual([90, 91, 100, 100]);
  });
});

describe('composites', () => {
  const base = '<rule id="90" level="1"><match>x</match></rule>';
  it('take their new frequency and level', () => {
    const rules = group(
      `${base}<rule id="100" level="3" frequency="9"><if_matched_sid>90</if_matched_sid></rule>` +
        '<rule id="100" level="8" frequency="0" overwrite="yes"><if_matched_sid>90</if_matched_sid></rule>',
    );
    const bench = new RuleBench(rules);
    expect(bench.run([eventOf({ log: 'x' }), eventOf({ log: 'x' })])).toEqual([90, 100]);
  });

  it('that were none before match without a search', () => {
    const rules = group(
      `${base}<rule id="100" level="3"><if_sid>90</if_sid><match>y</match></rule>` +
        '<rule id="100" level="8" frequency="4" overwrite="yes"><if_matched_sid>90</if_matched_sid></rule>',
    );
    expect(new RuleBench(rules).next(eventOf({ log: 'x' }))).toBe(100);
  });
});

describe('problems', () => {
  it('a rule that is not there', () => {
    const rule = '<rule id="100" level="3" overwrite="yes"><match>x</match></rule>';
    const { problems, messages } = loadText(group(rule));
    expect(problems).toEqual(['2:1 RULE_OVERWRITE_UNKNOWN']);
    expect(messages).toEqual(['there is no rule 100 to overwrite']);
  });

  it('a rule that did not load is not told twice', () => {
    const rules = group(
      '<rule id="100" level="3"><mach>x</mach></rule>\n' +
        '<rule id="100" level="3" overwrite="yes"><match>x</match></rule>',
    );
    expect(loadText(rules).problems).toEqual(['2:26 RULE_ELEMENT_UNKNOWN']);
  });

  it('a new definition that does not load leaves the old one', () => {
    const rules = two('<match>a</match>', '<match>b</match><mach>x</mach>');
    const { tree, problems } = loadText(rules);
    expect(problems).toHaveLength(1);
    expect(tree.rules.get(100)?.facts.level).toBe(3);
  });
});
