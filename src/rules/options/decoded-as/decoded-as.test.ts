import { describe, expect, it } from 'vitest';
import { eventOf, group, loadText, problemsOf, takes } from '../../testing/rule-bench.ts';

describe('<decoded_as>', () => {
  it.each([
    ['sshd', 'sshd', true],
    ['sshd', 'web', false],
    ['sshd', 'SSHD', false],
    ['sshd', 'sshd-failed', false],
    ['sshd', undefined, false],
  ])('%s asked of %j: %j', (wanted, decoder, expected) => {
    const event = eventOf(decoder === undefined ? {} : { decoder });
    expect(takes(`<decoded_as>${wanted}</decoded_as>`, event)).toBe(expected);
  });

  it('takes the last of several, not their texts together', () => {
    const body = '<decoded_as>web</decoded_as><decoded_as>sshd</decoded_as>';
    expect(takes(body, eventOf({ decoder: 'sshd' }))).toBe(true);
    expect(takes(body, eventOf({ decoder: 'web' }))).toBe(false);
  });

  it.each<[string, string, readonly string[]]>([
    ['a decoder that is not loaded', '<decoded_as>¦pam</decoded_as>', ['RULE_DECODER_UNKNOWN']],
    ['a name in another case', '<decoded_as>¦Sshd</decoded_as>', ['RULE_DECODER_UNKNOWN']],
    ['nothing', '¦<decoded_as></decoded_as>', ['RULE_DECODER_UNKNOWN']],
    [
      'an attribute of any of them',
      '<decoded_as ¦a="b">web</decoded_as><decoded_as>web</decoded_as>',
      ['RULE_ATTRIBUTE_UNKNOWN'],
    ],
  ])('refuses %s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });

  it('says which one was meant', () => {
    const rule = '<rule id="100" level="1"><decoded_as>ssh</decoded_as></rule>';
    expect(loadText(group(rule)).messages).toEqual(['no decoder is named ssh, did you mean sshd?']);
  });
});
