import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../base/index.ts';
import {
  alertsSection,
  coreSections,
  defineSection,
  globalSection,
  oneOf,
  parseConfig,
  rulesSection,
  text,
  valuesOf,
  type ParsedConfig,
} from './index.ts';

const localfileOptions = {
  log_format: { summary: 'Format.', parser: oneOf('syslog', 'apache'), required: true },
  location: { summary: 'Path.', parser: text, required: true },
} as const;

const localfile = defineSection({
  name: 'localfile',
  summary: 'A log.',
  repeatable: true,
  options: localfileOptions,
  build: (read) => read.optional(localfileOptions.location),
});

/** The shape of a file that a site with one server brings along. */
const conf = `<!-- Example site -->
<ossec_config>
  <global>
    <email_notification>yes</email_notification>
    <email_to>security@example.org</email_to>
    <smtp_server>mail.example.org.</smtp_server>
    <email_from>ossec@example.org</email_from>
    <jsonout_output>yes</jsonout_output>
  </global>

  <rules>
    <include>rules_config.xml</include>
    <include>sshd_rules.xml</include>
    <include>local_rules.xml</include>
    <list>etc/lists/admins</list>
  </rules>

  <syscheck>
    <frequency>79200</frequency>
    <directories check_all="yes" realtime="yes">/etc,/usr/bin</directories>
    <ignore>/etc/mtab</ignore>
    <ignore type="sregex">.log$|.tmp</ignore>
    <nodiff>/etc/ssl/private.key</nodiff>
  </syscheck>

  <rootcheck>
    <rootkit_files>/var/ossec/etc/shared/rootkit_files.txt</rootkit_files>
    <check_ports>no</check_ports>
  </rootcheck>

  <global>
    <white_list>127.0.0.1</white_list>
    <white_list>^localhost.localdomain$</white_list>
    <white_list>10.0.0.0/8</white_list>
  </global>

  <remote>
    <connection>secure</connection>
    <allowed-ips>10.0.0.0/8</allowed-ips>
  </remote>

  <alerts>
    <log_alert_level>1</log_alert_level>
    <email_alert_level>7</email_alert_level>
  </alerts>

  <command>
    <name>host-deny</name>
    <executable>host-deny.sh</executable>
    <expect>srcip</expect>
    <timeout_allowed>yes</timeout_allowed>
  </command>

  <active-response>
    <command>host-deny</command>
    <location>local</location>
    <level>6</level>
    <timeout>600</timeout>
  </active-response>

  <localfile>
    <log_format>syslog</log_format>
    <location>/var/log/auth.log</location>
  </localfile>
</ossec_config>
`;

function parse(content: string, unavailable: 'error' | 'warning' = 'error'): ParsedConfig {
  const files = [{ path: 'ossec.conf', text: content }];
  return parseConfig(files, [...coreSections, localfile], { unavailable });
}

function problems({ diagnostics }: ParsedConfig): readonly string[] {
  return diagnostics.map(formatDiagnostic);
}

/** What a person does after reading the problems. */
const adapted = conf
  .replace('<email_notification>yes', '<email_notification>no')
  .replace('<frequency>79200</frequency>', '<disabled>yes</disabled>')
  .replace('<check_ports>no</check_ports>', '<disabled>yes</disabled>')
  .replace('<command>host-deny</command>', '<disabled>yes</disabled>');

describe('the configuration of a site', () => {
  it('is told what it will not get, each at its place, and nothing else', () => {
    expect(problems(parse(conf))).toEqual([
      'ossec.conf:4:5 CONFIG_NOT_AVAILABLE email_notification is not available: this version has no mail output',
      'ossec.conf:26:3 CONFIG_NOT_AVAILABLE <rootcheck> is not available: this version has no rootkit and policy checks',
      'ossec.conf:54:3 CONFIG_NOT_AVAILABLE <active-response> is not available: this version runs no responses',
    ]);
  });

  it('can be used whole by commands that need little', () => {
    const parsed = parse(conf, 'warning');
    expect(parsed.diagnostics.every(({ severity }) => severity === 'warning')).toBe(true);
    const { sources } = valuesOf(parsed.config, rulesSection);
    expect(sources.map(({ path }) => path)).toEqual([
      'rules_config.xml',
      'sshd_rules.xml',
      'local_rules.xml',
      'etc/lists/admins',
    ]);
  });

  it('is accepted once these parts are off', () => {
    const { config, diagnostics } = parse(adapted);
    expect(diagnostics).toEqual([]);
    expect(valuesOf(config, globalSection)).toMatchObject({
      jsonOutput: true,
      logAll: false,
      allowList: ['127.0.0.1', '^localhost.localdomain$', '10.0.0.0/8'],
    });
    expect(valuesOf(config, alertsSection)).toEqual({
      logLevel: 1,
      mailLevel: 7,
      tellsPlaces: false,
    });
  });

  it('may use variables', () => {
    const withVariable = adapted
      .replace('<ossec_config>', '<ossec_config><var name="LOGS">/var/log</var>')
      .replace('/var/log/auth.log', '$LOGS.d/auth.log');
    const { config, diagnostics } = parse(withVariable);
    // The dollar at the end of a pattern is no variable.
    expect(diagnostics).toEqual([]);
    expect(valuesOf(config, localfile)).toBe('/var/log.d/auth.log');
  });

  it.each([
    ['<email_to>security@example.org', '<email_to>security', 'CONFIG_BAD_VALUE'],
    ['<jsonout_output>yes', '<jsonout_output>true', 'CONFIG_BAD_VALUE'],
    ['<include>sshd_rules.xml</include>', '<include></include>', 'CONFIG_EMPTY_VALUE'],
    ['<ignore>/etc/mtab</ignore>', '<ignores>/etc/mtab</ignores>', 'CONFIG_UNKNOWN_OPTION'],
    ['check_all="yes"', 'check_al="yes"', 'CONFIG_UNKNOWN_ATTRIBUTE'],
    ['<log_format>syslog</log_format>', '', 'CONFIG_MISSING_OPTION'],
    ['<alerts>', '<alert>', 'XML_NOT_CLOSED'],
    ['</ossec_config>', '', 'XML_NOT_CLOSED'],
    ['<!-- Example site -->', '<!-- Example site', 'XML_NOT_CLOSED'],
  ])('with %j for %j is told %s', (was, is, code) => {
    const found = parse(adapted.replace(was, is)).diagnostics;
    expect(found.map((one) => one.code)).toContain(code);
  });

  it('gives a problem for each of many mistakes', () => {
    const broken = adapted
      .replace('<jsonout_output>yes', '<jsonout_output>true')
      .replace('<log_alert_level>1', '<log_alert_level>99')
      .replace('<white_list>10.0.0.0/8', '<white_list>10.0.0.0/88')
      .replaceAll('log_format', 'log_fromat');
    expect(parse(broken).diagnostics.map(({ at, code }) => `${at.line} ${code}`)).toEqual([
      '8 CONFIG_BAD_VALUE',
      '34 CONFIG_BAD_VALUE',
      '43 CONFIG_BAD_VALUE',
      '61 CONFIG_MISSING_OPTION',
      '62 CONFIG_UNKNOWN_OPTION',
    ]);
  });
});
