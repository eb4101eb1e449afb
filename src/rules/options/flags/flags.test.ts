import { describe, expect, it } from 'vitest';
import { group, loadText, problemsOf } from '../../testing/rule-bench.ts';

function factsOf(level: number, flags: readonly string[]) {
  const options = flags.map((flag) => `<options>${flag}</options>`).join('');
  const rule = `<rule id="100" level="${level}"><match>a</match>${options}</rule>`;
  const { tree, problems } = loadText(group(rule), { rules: { mailLevel: 7, logLevel: 3 } });
  expect(problems).toEqual([]);
  return tree.rules.get(100)?.facts;
}

describe('<options>', () => {
  it.each<[number, readonly string[], { mail: boolean; log: boolean }]>([
    [2, [], { mail: false, log: false }],
    [3, [], { mail: false, log: true }],
    [7, [], { mail: true, log: true }],
    [3, ['alert_by_email'], { mail: true, log: true }],
    [12, ['no_email_alert'], { mail: false, log: true }],
    [12, ['no_log'], { mail: true, log: false }],
    [1, ['log_alert'], { mail: false, log: true }],
    [12, ['no_log', 'no_email_alert'], { mail: false, log: false }],
    [12, ['no_ar'], { mail: true, log: true }],
    [3, ['no_email_alert', 'alert_by_email'], { mail: true, log: true }],
    [12, ['alert_by_email', 'no_email_alert'], { mail: false, log: true }],
    [12, ['no_log', 'log_alert'], { mail: true, log: true }],
    [1, ['log_alert', 'no_log'], { mail: false, log: false }],
  ])('level %i with %j: %j', (level, flags, expected) => {
    expect(factsOf(level, flags)).toMatchObject(expected);
  });

  it.each<[string, string, readonly string[]]>([
    ['an unknown one', '<options>¦no_alert</options>', ['RULE_FLAG_UNKNOWN']],
    ['one in capitals', '<options>¦NO_LOG</options>', ['RULE_FLAG_UNKNOWN']],
    ['two in one element', '<options>¦no_log,no_ar</options>', ['RULE_FLAG_UNKNOWN']],
    ['nothing', '¦<options></options>', ['RULE_FLAG_UNKNOWN']],
    ['an attribute', '<options ¦a="b">no_ar</options>', ['RULE_ATTRIBUTE_UNKNOWN']],
    [
      'each one',
      '<options>¦a</options><options>no_ar</options><options>¦b</options>',
      ['RULE_FLAG_UNKNOWN', 'RULE_FLAG_UNKNOWN'],
    ],
  ])('refuses %s', (_, body, codes) => {
    const { found, wanted } = problemsOf(`<match>x</match>${body}`, codes);
    expect(found).toEqual(wanted);
  });

  it('says which one was meant', () => {
    const rule = '<rule id="100" level="1"><options>no_logs</options></rule>';
    expect(loadText(group(rule)).messages).toEqual([
      'unknown option no_logs, did you mean no_log?',
    ]);
  });
});
