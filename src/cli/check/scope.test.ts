import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../../xml/index.ts';
import { checks } from './checks/registry.ts';
import { has, idsIn, rulesInForce, running, textOf, writtenRules } from './scope.ts';

function rules(text: string) {
  return writtenRules(parseXml(`<group name="g">${text}</group>`, 'r.xml').elements);
}

describe('writtenRules', () => {
  it.each([
    ['<rule id="7" level="3"></rule>', [[7, 3, false]]],
    ['<RULE ID="7" LEVEL="3" overwrite="yes"></RULE>', [[7, 3, true]]],
    ['<rule id="1234567" level="0"></rule>', [[123_456, 0, false]]],
    ['<rule level="0"></rule>', []],
    ['<rule id="x" level="0"></rule>', []],
    ['<other id="7" level="3"></other>', []],
  ])('%s', (text, expected) => {
    const read = rules(text).map(({ id, level, overwrite }) => [id, level, overwrite]);
    expect(read).toEqual(expected);
  });
});

describe('definitions of one id', () => {
  const all = rules(
    '<rule id="7" level="1"></rule><rule id="8" level="2"></rule>' +
      '<rule id="7" level="3" overwrite="yes"></rule>',
  );

  it('the last one is in force', () => {
    expect(rulesInForce(all).get(7)?.level).toBe(3);
    expect(running(all).map(({ level }) => level)).toEqual([2, 3]);
  });
});

describe('elements', () => {
  const [rule] = rules('<rule id="7" level="1"><if_sid>10</if_sid><IF_SID>0</IF_SID></rule>');

  it('are joined and found whatever their case', () => {
    if (rule === undefined) throw new Error('no rule');
    expect(textOf(rule.element, 'if_sid')).toBe('100');
    expect(textOf(rule.element, 'match')).toBeUndefined();
    expect(has(rule.element, 'match', 'if_sid')).toBe(true);
    expect(has(rule.element, 'match')).toBe(false);
  });

  it.each([
    ['10', [10]],
    ['10, 11 12', [10, 11, 12]],
    [' 10,', [10]],
    ['', []],
  ])('ids in %j', (text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });
});

describe('every check', () => {
  const piece = fc.constantFrom(
    '<rule id="10" level="0">',
    '<rule id="11" level="5" overwrite="yes">',
    '</rule>',
    '<if_sid>10,11,</if_sid>',
    '<if_matched_sid>11</if_matched_sid>',
    '<time>!23-5</time>',
    '<list field="user">x</list>',
    '<pcre2>\\t</pcre2>',
    '<decoder name="a">',
    '<parent>a</parent>',
    '</decoder>',
    '<group name="g">',
    '</group>',
  );

  it('takes whatever parses, and answers the same again', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { elements } = parseXml(pieces.join(''), 'x.xml');
        const scope = {
          decoders: elements,
          rules: writtenRules(elements),
          lists: new Set<string>(),
        };
        for (const check of checks) expect(check(scope)).toEqual(check(scope));
      }),
    );
  });
});
