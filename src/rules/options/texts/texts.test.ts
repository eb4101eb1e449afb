import { describe, expect, it } from 'vitest';
import { group, loadText, problemsOf } from '../../testing/rule-bench.ts';

function factsOf(body: string, groupName = 'file,') {
  const rule = `<rule id="100" level="1"><match>a</match>${body}</rule>`;
  const { tree, problems } = loadText(group(rule, groupName));
  expect(problems).toEqual([]);
  return tree.rules.get(100)?.facts;
}

describe('<description>', () => {
  it.each([
    ['', ''],
    ['<description>A text</description>', 'A text'],
    ['<description>one</description><description> two</description>', 'one two'],
    ['<description>one\ntwo\nthree</description>', 'one two\nthree'],
    ['<description>a\nb</description><description>\nc</description>', 'a b c'],
    ['<description>caf\xc3\xa9 &amp; $(x)</description>', 'caf\xc3\xa9 &amp; $(x)'],
  ])('%j: %j', (body, expected) => {
    expect(factsOf(body)?.description).toBe(expected);
  });
});

describe('<group>', () => {
  it.each([
    ['file,', '', 'file,'],
    ['file,', '<group>own,</group>', 'file,own,'],
    ['file', '<group>own</group>', 'fileown'],
    ['file,', '<group>a,</group><group>b,</group>', 'file,a,b,'],
    ['', '<group>own,</group>', 'own,'],
  ])('%j with %j: %j', (name, body, expected) => {
    expect(factsOf(body, name)?.group).toBe(expected);
  });
});

describe('<info> and <cve>', () => {
  it('are told apart and in order', () => {
    const body =
      '<info>plain</info><info type="link">http://x</info><cve>CVE-1</cve>' +
      '<info type="osvdb">99</info><info type="cve">CVE-2</info><info type="text">t</info>';
    expect(factsOf(body)).toMatchObject({
      info: 'plainhttp://x99CVE-2t',
      cve: 'CVE-1',
      details: [
        { kind: 'text', text: 'plain' },
        { kind: 'link', text: 'http://x' },
        { kind: 'cve', text: 'CVE-1' },
        { kind: 'osvdb', text: '99' },
        { kind: 'cve', text: 'CVE-2' },
        { kind: 'text', text: 't' },
      ],
    });
  });

  it('keeps a bounded number of details, and all of the text', () => {
    const facts = factsOf('<info>x</info>'.repeat(50));
    expect(facts?.details).toHaveLength(33);
    expect(facts?.info).toHaveLength(50);
  });
});

describe('problems', () => {
  it.each<[string, string, readonly string[]]>([
    ['an unknown type', '¦<info type="url">x</info>', ['RULE_INFO_TYPE']],
    ['an empty type', '¦<info type="">x</info>', ['RULE_INFO_TYPE']],
    ['another attribute of info', '<info ¦kind="x">x</info>', ['RULE_ATTRIBUTE_UNKNOWN']],
    ['a type of cve', '<cve ¦type="link">x</cve>', ['RULE_ATTRIBUTE_UNKNOWN']],
    [
      'attributes of description',
      '<description ¦a="b">x</description>',
      ['RULE_ATTRIBUTE_UNKNOWN'],
    ],
    ['attributes of group', '<group ¦name="b">x</group>', ['RULE_ATTRIBUTE_UNKNOWN']],
  ])('%s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });
});
