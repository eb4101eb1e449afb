import { describe, expect, it } from 'vitest';
import type { Event } from '../../../event/index.ts';
import { eventOf, group, loadText, problemsOf, takes } from '../../testing/rule-bench.ts';

const accounts = (target: string, caller: string): string =>
  `Logon: Target Account Name:${target} Caller User Name:${caller}`;

describe('<compiled_rule>', () => {
  it.each<[string, Partial<Event>, boolean]>([
    ['comp_srcuser_dstuser', { srcuser: 'a', dstuser: 'a' }, true],
    ['comp_srcuser_dstuser', { srcuser: 'a', dstuser: 'b' }, false],
    ['comp_srcuser_dstuser', { srcuser: 'a', dstuser: 'A' }, false],
    ['comp_srcuser_dstuser', { srcuser: 'a' }, true],
    ['comp_srcuser_dstuser', { dstuser: 'a' }, true],
    ['comp_srcuser_dstuser', {}, true],
    ['check_id_size', { id: '1234567890' }, true],
    ['check_id_size', { id: '123456789' }, false],
    ['check_id_size', {}, false],
    ['is_simple_http_request', { url: '/' }, true],
    ['is_simple_http_request', { url: '/a/b.html' }, true],
    ['is_simple_http_request', { url: '/a?b=c' }, false],
    ['is_simple_http_request', { url: '/a', action: 'get' }, true],
    ['is_simple_http_request', { url: '/a', action: 'GET' }, true],
    ['is_simple_http_request', { url: '/a', action: 'POST' }, false],
    ['is_simple_http_request', { action: 'GET' }, false],
    ['is_valid_crawler', { log: '72.14.1.1 - - GET' }, true],
    ['is_valid_crawler', { log: '209.85.0.1 - -' }, true],
    ['is_valid_crawler', { log: '66.249.66.1 - -' }, false],
    ['is_valid_crawler', { log: 'x 72.14.1.1' }, false],
    ['is_valid_crawler', { log: '172.14.1.1' }, false],
    ['comp_mswin_targetuser_calleruser_diff', { log: accounts(' bob  ', ' bob  ') }, false],
    ['comp_mswin_targetuser_calleruser_diff', { log: accounts(' bob  ', ' eve  ') }, true],
    ['comp_mswin_targetuser_calleruser_diff', { log: accounts(' bob  ', ' bobby') }, false],
    ['comp_mswin_targetuser_calleruser_diff', { log: accounts(' bob\t', ' bo') }, true],
    ['comp_mswin_targetuser_calleruser_diff', { log: 'Target Account Name: bob' }, false],
    ['comp_mswin_targetuser_calleruser_diff', { log: 'Caller User Name: bob' }, false],
    ['comp_mswin_targetuser_calleruser_diff', { log: '' }, false],
  ])('%s of %j: %j', (name, fields, expected) => {
    expect(takes(`<compiled_rule>${name}</compiled_rule>`, eventOf(fields))).toBe(expected);
  });

  it.each<[string, string, readonly string[]]>([
    ['an unknown test', '<compiled_rule>¦check_id</compiled_rule>', ['RULE_COMPILED_UNKNOWN']],
    ['what objects have', '<compiled_rule>¦toString</compiled_rule>', ['RULE_COMPILED_UNKNOWN']],
    ['nothing', '¦<compiled_rule></compiled_rule>', ['RULE_COMPILED_UNKNOWN']],
    [
      'an attribute',
      '<compiled_rule ¦a="b">check_id_size</compiled_rule>',
      ['RULE_ATTRIBUTE_UNKNOWN'],
    ],
  ])('refuses %s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });

  it('says which one was meant', () => {
    const rule = '<rule id="100" level="1"><compiled_rule>check_id_sise</compiled_rule></rule>';
    const { messages } = loadText(group(rule));
    expect(messages[0]).toContain('did you mean check_id_size?');
  });
});
