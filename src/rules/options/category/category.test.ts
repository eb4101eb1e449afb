import { describe, expect, it } from 'vitest';
import type { DecoderType } from '../../../event/index.ts';
import { eventOf, group, loadText, problemsOf, takes } from '../../testing/rule-bench.ts';

const all = ['firewall', 'ids', 'syslog', 'web-log', 'squid', 'windows', 'ossec'] as const;

describe('<category>', () => {
  it.each(all)('%s hangs the rule under its own root', (category) => {
    const body = `<category>${category}</category><match>x</match>`;
    for (const decoderType of all) {
      const event = eventOf({ log: 'x', decoderType });
      expect(takes(body, event)).toBe(decoderType === category);
    }
  });

  it('is syslog where the rule names none', () => {
    expect(takes('<match>x</match>', eventOf({ log: 'x' }))).toBe(true);
    expect(takes('<match>x</match>', eventOf({ log: 'x', decoderType: 'ids' }))).toBe(false);
  });

  it('does not stop a child from seeing what its parent sees', () => {
    const body = '<category>ids</category><if_sid>4</if_sid><match>x</match>';
    const decoderType: DecoderType = 'web-log';
    expect(takes(body, eventOf({ log: 'x', decoderType }))).toBe(true);
  });

  it('takes the last of several', () => {
    const body = '<category>ids</category><category>squid</category><match>x</match>';
    expect(takes(body, eventOf({ log: 'x', decoderType: 'squid' }))).toBe(true);
  });

  it.each<[string, string, readonly string[]]>([
    ['an unknown one', '<category>¦weblog</category>', ['RULE_CATEGORY_UNKNOWN']],
    ['one in capitals', '<category>¦IDS</category>', ['RULE_CATEGORY_UNKNOWN']],
    ['an attribute', '<category ¦a="b">ids</category>', ['RULE_ATTRIBUTE_UNKNOWN']],
  ])('refuses %s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });

  it('says which one was meant', () => {
    const rule = '<rule id="100" level="1"><category>web_log</category></rule>';
    expect(loadText(group(rule)).messages).toEqual([
      'unknown category web_log, did you mean web-log?',
    ]);
  });
});
