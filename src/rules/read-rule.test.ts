import { describe, expect, it } from 'vitest';
import { group, loadText, marked } from './testing/rule-bench.ts';

function load(attributes: string, body = '<match>x</match>') {
  const { text, places } = marked(group(`<rule ${attributes}>${body}</rule>`));
  return { ...loadText(text), places };
}

function ruleOf(attributes: string, body?: string) {
  const { tree, problems } = load(attributes, body);
  expect(problems).toEqual([]);
  return [...tree.rules.values()].at(-1);
}

describe('attributes', () => {
  it.each([
    ['id="100" level="3"', 100, 3],
    ['level="3" id="100"', 100, 3],
    ['ID="100" Level="3"', 100, 3],
    ['id="123456789" level="3"', 123_456, 3],
    ['id="000100" level="3"', 100, 3],
    ['id="100" level="00031"', 100, 3],
    ['id="100" level="16"', 100, 16],
    ['id="100" level="99"', 100, 99],
  ])('%s', (attributes, id, level) => {
    expect(ruleOf(attributes)?.facts).toMatchObject({ id, level });
  });

  it.each([
    ['frequency="12345"', { frequency: 1234 }],
    ['frequency=""', { frequency: 0 }],
    ['timeframe="1234567"', { timeframe: 12_345 }],
    ['timeframe=""', { timeframe: 360 }],
    ['timeframe="0"', { timeframe: 0 }],
    ['', { frequency: 0, timeframe: 360 }],
  ])('%j of a composite', (attributes, expected) => {
    const body = '<if_matched_sid>1</if_matched_sid>';
    expect(ruleOf(`id="100" level="3" ${attributes}`, body)?.composite).toMatchObject(expected);
  });

  it.each([
    ['ignore="60"', { ignoreSeconds: 60 }],
    ['ignore="12345678"', { ignoreSeconds: 123_456 }],
    ['ignore=""', { ignoreSeconds: 0 }],
    ['noalert="1"', { noalert: true }],
    ['noalert="0"', { noalert: true }],
    ['noalert="no"', { noalert: true }],
    ['noalert=""', { noalert: true }],
    ['overwrite="no"', { noalert: false }],
  ])('%s', (attribute, expected) => {
    expect(ruleOf(`id="100" level="3" ${attribute}`)).toMatchObject(expected);
  });

  it('takes the default timeframe from the options', () => {
    const rule = '<rule id="100" level="1"><if_matched_sid>1</if_matched_sid></rule>';
    const { tree } = loadText(group(rule), { rules: { defaultTimeframe: 77 } });
    expect(tree.rules.get(100)?.composite?.timeframe).toBe(77);
  });

  it.each<[string, string, readonly string[]]>([
    ['no id', 'level="3"', ['2:1 RULE_ATTRIBUTE_MISSING']],
    ['no level', 'id="100"', ['2:1 RULE_ATTRIBUTE_MISSING']],
    ['neither', 'noalert="1"', ['2:1 RULE_ATTRIBUTE_MISSING']],
    ['an empty id', 'id="" level="3"', ['2:1 RULE_ATTRIBUTE_MISSING']],
    ['an empty level', 'id="100" level=""', ['2:1 RULE_ATTRIBUTE_MISSING']],
    ['a bad id is told once', '¦id="x1" level="3"', ['RULE_ATTRIBUTE_BAD']],
    ['a negative level', 'id="100" ¦level="-1"', ['RULE_ATTRIBUTE_BAD']],
    ['a blank in a number', 'id="100" level="3" ¦maxsize=" 5"', ['RULE_ATTRIBUTE_BAD']],
    ['hexadecimal', 'id="100" level="3" ¦ignore="0x10"', ['RULE_ATTRIBUTE_BAD']],
    ['a fraction', 'id="100" level="3" ¦timeframe="1.5"', ['RULE_ATTRIBUTE_BAD']],
    ['letters past the digits', 'id="100" level="3" ¦frequency="99999x"', ['RULE_ATTRIBUTE_BAD']],
    ['accuracy in words', 'id="100" level="3" ¦accuracy="low"', ['RULE_ATTRIBUTE_BAD']],
    ['overwrite in capitals', 'id="100" level="3" ¦overwrite="YES"', ['RULE_ATTRIBUTE_BAD']],
    ['an empty overwrite', 'id="100" level="3" ¦overwrite=""', ['RULE_ATTRIBUTE_BAD']],
    ['an unknown one', 'id="100" level="3" ¦severity="9"', ['RULE_ATTRIBUTE_UNKNOWN']],
    [
      'all at once',
      '¦id="x" ¦lvl="1" ¦level="y"',
      ['RULE_ATTRIBUTE_BAD', 'RULE_ATTRIBUTE_UNKNOWN', 'RULE_ATTRIBUTE_BAD'],
    ],
  ])('%s', (_, attributes, codes) => {
    const { problems, places } = load(attributes);
    const wanted = codes.map((code, i) => (code.includes(' ') ? code : `${places[i]} ${code}`));
    expect([...problems].sort()).toEqual([...wanted].sort());
  });

  it.each([
    ['lvl="3"', 'a rule has no attribute lvl, did you mean level?'],
    ['frequncy="3"', 'a rule has no attribute frequncy, did you mean frequency?'],
    ['zzzzzzzz="3"', 'a rule has no attribute zzzzzzzz'],
  ])('%s: %s', (attribute, message) => {
    expect(load(`id="100" level="3" ${attribute}`).messages).toEqual([message]);
  });
});

describe('elements', () => {
  it.each<[string, string, readonly string[]]>([
    ['none', '', ['2:1 RULE_EMPTY']],
    ['text alone', 'some text', ['2:1 RULE_EMPTY']],
    ['an unknown one', '¦<mach>x</mach>', ['RULE_ELEMENT_UNKNOWN']],
    ['one of another dialect', '¦<protocol>tcp</protocol>', ['RULE_ELEMENT_DIALECT']],
    [
      'several',
      '¦<a>1</a><match>x</match>¦<b>2</b><weekday>¦never</weekday>',
      ['RULE_ELEMENT_UNKNOWN', 'RULE_ELEMENT_UNKNOWN', 'RULE_WEEKDAY_BAD'],
    ],
  ])('%s', (_, body, codes) => {
    const { problems, places } = load('id="100" level="3"', body);
    const wanted = codes.map((code, i) => (code.includes(' ') ? code : `${places[i]} ${code}`));
    expect(problems).toEqual(wanted);
  });

  it('names the one that was meant', () => {
    expect(load('id="100" level="3"', '<if_matched_sidd>1</if_matched_sidd>').messages).toEqual([
      'rule 100: unknown element if_matched_sidd, did you mean if_matched_sid?',
    ]);
  });
});

describe('where a bare composite hangs', () => {
  const base = '<rule id="90" level="1"><match>a</match><group>auth,</group></rule>';
  const below = (id: number, rules: string): readonly number[] => {
    const { tree, problems } = loadText(group(rules));
    expect(problems).toEqual([]);
    const found: number[] = [];
    const walk = (nodes: typeof tree.roots, parent: number): void => {
      for (const node of nodes) {
        if (node.rule.facts.id === id) found.push(parent);
        walk(node.children, node.rule.facts.id);
      }
    };
    walk(tree.roots, 0);
    return found;
  };
  it.each([
    ['under its base', '<if_matched_sid>90</if_matched_sid>', [90]],
    ['under the groups it counts', '<if_matched_group>auth</if_matched_group>', [90]],
    ['under its category', '<if_matched_regex>a</if_matched_regex>', [1]],
    ['where if_sid says', '<if_sid>1</if_sid><if_matched_sid>90</if_matched_sid>', [1]],
    [
      'where if_group says',
      '<if_group>roots</if_group><if_matched_sid>90</if_matched_sid>',
      [1, 2, 3, 4, 5, 6, 7],
    ],
    [
      'under the group where both are counted',
      '<if_matched_sid>1</if_matched_sid><if_matched_group>auth</if_matched_group>',
      [90],
    ],
  ])('%s', (_, body, parents) => {
    expect(below(100, `${base}<rule id="100" level="5">${body}</rule>`)).toEqual(parents);
  });
});
