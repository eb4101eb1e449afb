import { describe, expect, it } from 'vitest';
import { problems, rule } from './harness.ts';

const named = (name: string, inner: string): string => `<decoder name="${name}">${inner}</decoder>`;
const program = '<program_name>^x$</program_name>';
const parent = named('p', program);
const child = (inner: string): string => named('c', `<parent>p</parent>${inner}`);
const order = '<order>user</order>';

describe('a decoder file', () => {
  it.each([
    ['another root', '<rule></rule>', 'DECODER_EXPECTED'],
    ['no name', `<decoder>${program}</decoder>`, 'DECODER_NAME_MISSING'],
    [
      'two attributes',
      `<decoder name="x" status="on">${program}</decoder>`,
      'DECODER_ATTRIBUTE_UNKNOWN',
    ],
    ['an unknown element', named('x', `${program}<regexp>a</regexp>`), 'DECODER_ELEMENT_UNKNOWN'],
    ['an unknown type', named('x', `${program}<type>Squid</type>`), 'DECODER_TYPE_UNKNOWN'],
    [
      'an unknown plugin',
      named('x', `${program}<plugin_decoder>JSON</plugin_decoder>`),
      'DECODER_PLUGIN_UNKNOWN',
    ],
    [
      'an unknown parent',
      named('c', `<parent>q</parent><regex>(a)</regex>${order}`),
      'DECODER_PARENT_UNKNOWN',
    ],
    [
      'a parent that comes later',
      `${child(`<regex>(a)</regex>${order}`)}${parent}`,
      'DECODER_PARENT_UNKNOWN',
    ],
    ['a bad pattern', named('x', `${program}<prematch>(a</prematch>`), 'DECODER_PATTERN_BAD'],
    ['an unknown escape', named('x', `${program}<prematch>\\n</prematch>`), 'DECODER_PATTERN_BAD'],
    [
      'an unknown offset',
      parent + child(`<regex offset="after">(a)</regex>${order}`),
      'DECODER_OFFSET_UNKNOWN',
    ],
    [
      'an offset on a second piece',
      parent + child(`<regex>(a)</regex><regex offset="after_parent">(b)</regex>${order}`),
      'DECODER_OFFSET_REPEATED',
    ],
    [
      'an unknown attribute of a pattern',
      named('x', '<prematch kind="pcre2">a</prematch>'),
      'DECODER_ATTRIBUTE_UNKNOWN',
    ],
    [
      'an empty order',
      named('x', `${program}<regex>(a)</regex><order>user,,id</order>`),
      'DECODER_ORDER_BAD',
    ],
    [
      'an unknown fts field',
      named('x', `${program}<regex>(a)</regex>${order}<fts>color</fts>`),
      'DECODER_FTS_UNKNOWN',
    ],
    ['nothing to select by', named('x', `<regex>(a)</regex>${order}`), 'DECODER_INCOMPLETE'],
    ['an order without regex', named('x', `${program}${order}`), 'DECODER_INCOMPLETE'],
    ['a regex without order', named('x', `${program}<regex>(a)</regex>`), 'DECODER_INCOMPLETE'],
    [
      'a plugin beside a regex',
      named('x', `${program}<plugin_decoder>PF_Decoder</plugin_decoder><regex>(a)</regex>${order}`),
      'DECODER_INCOMPLETE',
    ],
    [
      'after_parent without parent',
      named('x', `${program}<regex offset="after_parent">(a)</regex>${order}`),
      'DECODER_INCOMPLETE',
    ],
    [
      'after_prematch without one',
      parent + child(`<regex offset="after_prematch">(a)</regex>${order}`),
      'DECODER_INCOMPLETE',
    ],
    [
      'a regex without captures',
      named('x', `${program}<regex>^abc$</regex>${order}`),
      'DECODER_INCOMPLETE',
    ],
    [
      'after_regex without a sibling',
      parent + child(`<regex offset="after_regex">(a)</regex>${order}`),
      'DECODER_CHAIN_BAD',
    ],
    [
      'a prematch within a chain',
      parent +
        child(`<regex>(a)</regex>${order}`) +
        child(`<prematch>b</prematch><regex>(b)</regex>${order}`),
      'DECODER_CHAIN_BAD',
    ],
    [
      'two kinds of patterns in a chain',
      parent + child(`<regex>(a)</regex>${order}`) + child(`<pcre2>(b)</pcre2>${order}`),
      'DECODER_CHAIN_BAD',
    ],
    ['broken XML', '<decoder name="x">', 'XML_NOT_CLOSED'],
  ])('with %s', (_, decoders, code) => {
    expect(problems({ decoders })).toContain(`1 ${code}`);
  });
});

describe('a rule file', () => {
  const any = '<match>a</match>';
  it.each([
    [
      'another root',
      '<group name="t,"><rule id="1" level="0"/></group><rules/>',
      'RULE_GROUP_EXPECTED',
    ],
    ['another element in a group', '<group name="t,"><list/></group>', 'RULE_EXPECTED'],
    [
      'a group with other attributes',
      `<group name="t," x="y">${rule(100, any)}</group>`,
      'RULE_GROUP_NAME',
    ],
    ['a group without rules', '<group name="t,"></group>', 'RULE_GROUP_EMPTY'],
    ['no id', '<rule level="3"><match>a</match></rule>', 'RULE_ATTRIBUTE_MISSING'],
    ['no level', '<rule id="100"><match>a</match></rule>', 'RULE_ATTRIBUTE_MISSING'],
    ['a level that is no number', rule(100, any, 'level="high"'), 'RULE_ATTRIBUTE_BAD'],
    ['an unknown attribute', rule(100, any, 'level="3" lvl="3"'), 'RULE_ATTRIBUTE_UNKNOWN'],
    ['overwrite that is neither', rule(100, any, 'level="3" overwrite="1"'), 'RULE_ATTRIBUTE_BAD'],
    ['no elements', '<rule id="100" level="3"></rule>', 'RULE_EMPTY'],
    ['an unknown element', rule(100, '<macth>a</macth>'), 'RULE_ELEMENT_UNKNOWN'],
    ['a technique that is none', rule(100, '<mitre><name>T1110</name></mitre>'), 'RULE_MITRE_BAD'],
    ['an unknown attribute', rule(100, '<match kind="pcre2">a</match>'), 'RULE_ATTRIBUTE_UNKNOWN'],
    ['an id twice', rule(100, any) + rule(100, any), 'RULE_ID_TAKEN'],
    ['overwrite of nothing', rule(100, any, 'level="3" overwrite="yes"'), 'RULE_OVERWRITE_UNKNOWN'],
    ['an unknown parent', rule(100, '<if_sid>99</if_sid>'), 'RULE_PARENT_UNKNOWN'],
    [
      'a parent that comes later',
      rule(100, '<if_sid>101</if_sid>') + rule(101, any),
      'RULE_PARENT_UNKNOWN',
    ],
    ['a group that no rule has', rule(100, '<if_group>nobody</if_group>'), 'RULE_PARENT_UNKNOWN'],
    ['letters in if_sid', rule(100, '<if_sid>1 x</if_sid>'), 'RULE_ID_BAD'],
    ['a line break in if_sid', rule(100, '<if_sid>1\n</if_sid>'), 'RULE_ID_BAD'],
    ['letters in if_level', rule(100, '<if_level>x</if_level>'), 'RULE_LEVEL_BAD'],
    ['an unknown decoder', rule(100, '<decoded_as>nobody</decoded_as>'), 'RULE_DECODER_UNKNOWN'],
    ['an unknown category', rule(100, '<category>mail</category>'), 'RULE_CATEGORY_UNKNOWN'],
    [
      'an unknown compiled rule',
      rule(100, '<compiled_rule>x</compiled_rule>'),
      'RULE_COMPILED_UNKNOWN',
    ],
    ['an unknown flag', rule(100, `${any}<options>no_mail</options>`), 'RULE_FLAG_UNKNOWN'],
    ['an unknown kind of info', rule(100, `${any}<info type="url">x</info>`), 'RULE_INFO_TYPE'],
    ['a bad OS_Regex', rule(100, '<regex>a\\n</regex>'), 'RULE_PATTERN_BAD'],
    ['a bad PCRE2', rule(100, '<pcre2>(a</pcre2>'), 'RULE_PATTERN_BAD'],
    [
      'a text over the limit',
      rule(100, `<match>${'x'.repeat(2100)}</match>`),
      'RULE_TEXT_TOO_LONG',
    ],
    ['a bad address', rule(100, '<srcip>10.0.0</srcip>'), 'RULE_ADDRESS_BAD'],
    ['a mask with dots', rule(100, '<srcip>10.0.0.0/255.0.0.0</srcip>'), 'RULE_ADDRESS_BAD'],
    ['hour 24', rule(100, '<time>24:00 - 25:00</time>'), 'RULE_TIME_BAD'],
    ['13 pm', rule(100, '<time>9 - 13 pm</time>'), 'RULE_TIME_BAD'],
    ['more behind a time', rule(100, '<time>9 - 17 x</time>'), 'RULE_TIME_BAD'],
    ['an unknown day', rule(100, '<weekday>mondays</weekday>'), 'RULE_WEEKDAY_BAD'],
    ['a negated day', rule(100, '<weekday>!monday</weekday>'), 'RULE_WEEKDAY_BAD'],
    ['a field without name', rule(100, '<field>x</field>'), 'RULE_FIELD_NAME'],
    ['ignore without a field', rule(100, `${any}<ignore>color</ignore>`), 'RULE_IGNORE_EMPTY'],
    [
      'a frequency without a search',
      rule(100, any, 'level="3" frequency="3"'),
      'RULE_COMPOSITE_INCOMPLETE',
    ],
    [
      'a comparison without a search',
      rule(100, `${any}<same_user />`),
      'RULE_COMPOSITE_INCOMPLETE',
    ],
    [
      'an unknown variable',
      `<var name="A">a</var>${rule(100, '<match>$B c</match>')}`,
      'XML_UNKNOWN_VARIABLE',
    ],
  ])('with %s', (_, rules, code) => {
    expect(problems({ rules })).toContain(`1 ${code}`);
  });

  it('is told whole: every problem with its line', () => {
    const rules = `<group name="t,">
${rule(100, '<macth>a</macth>')}
${rule(101, '<if_sid>9</if_sid>')}
${rule(102, '<regex>(a</regex>\n<srcip>x</srcip>')}
</group>`;
    expect(problems({ decoders: named('x', '<prematch>(</prematch>'), rules })).toEqual([
      '1 DECODER_PATTERN_BAD',
      '2 RULE_ELEMENT_UNKNOWN',
      '3 RULE_PARENT_UNKNOWN',
      '4 RULE_PATTERN_BAD',
      '5 RULE_ADDRESS_BAD',
    ]);
  });

  it('without a problem has none', () => {
    expect(problems({ decoders: parent, rules: rule(100, any) })).toEqual([]);
  });
});
