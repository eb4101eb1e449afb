import { describe, expect, it } from 'vitest';
import { parseXml } from '../xml/index.ts';
import { dialectOf } from './dialect.ts';

const of = (text: string, usual: 'ossec' | 'wazuh' = 'ossec') =>
  dialectOf(parseXml(text, 'f').elements, usual);
const rule = (body: string) => `<group name="g"><rule id="1" level="1">${body}</rule></group>`;

describe('the dialect of a file', () => {
  it.each([
    '<protocol>tcp</protocol>',
    '<match type="pcre2">x</match>',
    '<match negate="yes">x</match>',
    '<srcip negate="no">any</srcip>',
    '<field name="a" type="osmatch">x</field>',
    '<same_field>a</same_field>',
    '<same_srcip />',
    '<different_user />',
    '<global_frequency />',
    '<options>no_full_log</options>',
    '<description>of $(srcip)</description>',
  ])('is Wazuh when a rule has %s', (body) => {
    expect(of(rule(body))).toBe('wazuh');
  });

  it.each(['<pcre2>x</pcre2>', '<match_pcre2>x</match_pcre2>', '<url_pcre2>x</url_pcre2>'])(
    'is OSSEC when a rule has %s',
    (body) => {
      expect(of(rule(body), 'wazuh')).toBe('ossec');
    },
  );

  it.each([
    '<match>x</match>',
    '<mitre><id>T1110</id></mitre>',
    '<same_source_ip /><different_srcip /><same_id />',
    '<info type="link">x</info>',
    '<list field="user" lookup="match_key">x</list>',
    '<description>costs $5 (a lot)</description>',
    '<group>pci_dss_10.2.4,gdpr_IV,</group>',
  ])('is the usual one when a rule has only %s', (body) => {
    expect([of(rule(body)), of(rule(body), 'wazuh')]).toEqual(['ossec', 'wazuh']);
  });

  it.each([
    ['<plugin_decoder>JSON_Decoder</plugin_decoder>', 'wazuh'],
    ['<plugin_decoder>PF_Decoder</plugin_decoder>', undefined],
    ['<regex type="pcre2">x</regex>', 'wazuh'],
    ['<type>ids</type>', undefined],
    ['<prematch_pcre2>x</prematch_pcre2>', 'ossec'],
    ['<json_null_field>discard</json_null_field>', 'wazuh'],
  ] as const)('of decoders with %s is %s', (body, dialect) => {
    const text = `<decoder name="d">${body}</decoder>`;
    expect([of(text), of(text, 'wazuh')]).toEqual([dialect ?? 'ossec', dialect ?? 'wazuh']);
  });

  it('is decided by the first element that tells', () => {
    expect(of(rule('<pcre2>x</pcre2><protocol>x</protocol>'))).toBe('ossec');
    expect(of(rule('<match>x</match>') + rule('<protocol>x</protocol>'))).toBe('wazuh');
  });
});
