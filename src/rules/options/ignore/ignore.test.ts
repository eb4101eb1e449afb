import { describe, expect, it } from 'vitest';
import { group, loadText, problemsOf } from '../../testing/rule-bench.ts';

describe.each([
  ['ignore', 'ignoreFields'],
  ['check_if_ignored', 'checkIgnoredFields'],
] as const)('<%s>', (element, property) => {
  it.each<[string, readonly string[]]>([
    ['user', ['user']],
    ['srcip', ['srcip']],
    ['user,srcip,location', ['user', 'srcip', 'location']],
    ['location srcip', ['srcip', 'location']],
    ['srcuser', ['user']],
    ['dstip;id;data;name', ['dstip', 'id', 'data', 'name']],
    ['xidx', ['id']],
  ])('%j: %j', (text, parts) => {
    const rule = `<rule id="100" level="1"><${element}>${text}</${element}></rule>`;
    const { tree, problems } = loadText(group(rule));
    expect(problems).toEqual([]);
    expect(tree.rules.get(100)?.[property]).toEqual(parts);
  });

  it('is empty where the rule has none', () => {
    const { tree } = loadText(group('<rule id="100" level="1"><match>a</match></rule>'));
    expect(tree.rules.get(100)?.[property]).toEqual([]);
  });

  it('joins its pieces', () => {
    const body = `<${element}>src</${element}><${element}>ip</${element}>`;
    const { tree } = loadText(group(`<rule id="100" level="1">${body}</rule>`));
    expect(tree.rules.get(100)?.[property]).toEqual(['srcip']);
  });

  it.each<[string, string, readonly string[]]>([
    ['no known field', `<${element}>¦port</${element}>`, ['RULE_IGNORE_EMPTY']],
    ['a field in capitals', `<${element}>¦USER</${element}>`, ['RULE_IGNORE_EMPTY']],
    ['nothing', `¦<${element}></${element}>`, ['RULE_IGNORE_EMPTY']],
    ['an attribute', `<${element} ¦a="b">user</${element}>`, ['RULE_ATTRIBUTE_UNKNOWN']],
  ])('refuses %s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });
});
