import { describe, expect, it } from 'vitest';
import { group, loadText, problemsOf } from '../../testing/rule-bench.ts';

const base = '<rule id="90" level="1"><match>a</match></rule>';

function compositeOf(body: string, attributes = '') {
  const rule = `<rule id="100" level="5" ${attributes}>${body}</rule>`;
  const { tree, problems } = loadText(group(base + rule));
  expect(problems).toEqual([]);
  return tree.rules.get(100)?.composite;
}

describe('the kind of search', () => {
  const sid = '<if_matched_sid>90</if_matched_sid>';
  const matched = '<if_matched_group>^t</if_matched_group>';
  const regex = '<if_matched_regex>^a</if_matched_regex>';
  it.each([
    [sid, 'sid', 90],
    [matched, 'group', 0],
    [`${regex}<if_sid>90</if_sid>`, 'regex', 0],
    [sid + matched, 'sid', 90],
    [matched + regex, 'group', 0],
    [regex + sid, 'sid', 90],
    ['<if_matched_sid>1</if_matched_sid><if_matched_sid>90</if_matched_sid>', 'sid', 90],
    ['<IF_MATCHED_SID>90</IF_MATCHED_SID>', 'sid', 90],
  ])('%s: %s', (body, kind, baseId) => {
    expect(compositeOf(body)).toMatchObject({ kind, baseId });
  });

  it('brings frequency and timeframe, or their defaults', () => {
    expect(compositeOf(sid, 'frequency="4" timeframe="60"')).toMatchObject({
      frequency: 4,
      timeframe: 60,
      level: 5,
    });
    expect(compositeOf(sid)).toMatchObject({ frequency: 0, timeframe: 360 });
  });

  it('is none without a search', () => {
    expect(compositeOf('<if_sid>90</if_sid>')).toBeUndefined();
  });
});

describe('what is compared', () => {
  const sid = '<if_matched_sid>90</if_matched_sid>';
  it.each<[string, readonly string[], readonly string[]]>([
    ['<same_source_ip />', ['srcip'], []],
    ['<same_src_port /><same_dst_port />', ['dstport', 'srcport'], []],
    ['<same_user />', ['dstuser'], []],
    ['<same_location />', ['hostname'], []],
    ['<same_id />', ['id'], []],
    ['<Same_Source_IP />', ['srcip'], []],
    ['<different_url />', [], ['url']],
    ['<different_srcgeoip /><different_url />', [], ['srcgeoip', 'url']],
    ['<different_srcip />', [], []],
    ['<same_source_ip /><not_same_source_ip />', [], []],
    ['<not_same_source_ip /><same_source_ip />', ['srcip'], []],
    ['<same_user /><same_id /><not_same_id />', ['dstuser'], []],
    ['<same_location /><not_same_agent />', [], []],
    ['<not_same_user />', [], []],
    ['<same_user /><same_user />', ['dstuser'], []],
  ])('%s', (body, same, different) => {
    expect(compositeOf(sid + body)).toMatchObject({ same, different });
  });

  it('a search by log looks at neither ports nor location', () => {
    const all = '<same_source_ip /><same_src_port /><same_dst_port /><same_location /><same_id />';
    const body = `<if_sid>90</if_sid><if_matched_regex>a</if_matched_regex>${all}`;
    expect(compositeOf(body)?.same).toEqual(['id', 'srcip']);
  });
});

describe('problems', () => {
  const group90 = '<if_matched_group>roots</if_matched_group>';
  it.each<[string, string, readonly string[]]>([
    ['two ids', '<if_matched_sid>¦1,2</if_matched_sid>', ['RULE_ID_BAD']],
    ['no id', '¦<if_matched_sid></if_matched_sid>', ['RULE_ID_BAD']],
    ['an unknown base', '<if_matched_sid>¦99</if_matched_sid>', ['RULE_PARENT_UNKNOWN']],
    [
      'a bad pattern',
      '<if_sid>1</if_sid><if_matched_regex>¦a\\x</if_matched_regex>',
      ['RULE_PATTERN_BAD'],
    ],
    ['an unknown group', '<if_matched_group>¦nobody</if_matched_group>', ['RULE_PARENT_UNKNOWN']],
    ['an attribute', '<if_matched_sid ¦a="b">1</if_matched_sid>', ['RULE_ATTRIBUTE_UNKNOWN']],
    ['an attribute of a comparison', `${group90}<same_id ¦a="b" />`, ['RULE_ATTRIBUTE_UNKNOWN']],
    ['names that must be exact', `${group90}¦<SAME_ID />`, ['RULE_ELEMENT_UNKNOWN']],
    ['another exact name', `${group90}¦<Different_Url />`, ['RULE_ELEMENT_UNKNOWN']],
    ['an exact clearing name', `${group90}¦<Not_Same_Id />`, ['RULE_ELEMENT_UNKNOWN']],
  ])('%s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });

  it.each(['<same_source_ip />', '<different_url />', '<different_srcip />'])(
    '%s without a search',
    (body) => {
      expect(problemsOf(`<match>a</match>${body}`, []).found).toEqual([
        '2:1 RULE_COMPOSITE_INCOMPLETE',
      ]);
    },
  );

  it('a frequency without a search', () => {
    const rule = '<rule id="100" level="1" frequency="2"><match>a</match></rule>';
    expect(loadText(group(rule)).problems).toEqual(['2:1 RULE_COMPOSITE_INCOMPLETE']);
  });

  it('but clearing alone is none', () => {
    expect(problemsOf('<match>a</match><not_same_user />', []).found).toEqual([]);
  });
});
