import { describe, expect, it } from 'vitest';
import {
  configReference,
  coreSections,
  globalSection,
  internalOptionReference,
  parseConfig,
  rulesSection,
  tocsinSection,
  valuesOf,
} from '../index.ts';

function parse(inner: string, unavailable?: 'warning') {
  const files = [{ path: 'ossec.conf', text: `<ossec_config>${inner}</ossec_config>` }];
  return parseConfig(files, coreSections, unavailable === undefined ? {} : { unavailable });
}

describe('global', () => {
  it('is read whole', () => {
    const { config, diagnostics } = parse(`<global>
      <logall>yes</logall><logall_json>yes</logall_json><jsonout_output>yes</jsonout_output>
      <custom_alert_output>$RULEID|$FULLLOG</custom_alert_output>
      <memory_size>4096</memory_size><compress_alerts>yes</compress_alerts>
      <white_list>10.0.0.0/8</white_list><allow_list>::1</allow_list>
      <white_list>localhost</white_list></global>`);
    expect(diagnostics).toEqual([]);
    expect(valuesOf(config, globalSection)).toEqual({
      geoDatabases: { any: undefined, v4: undefined, v6: undefined },
      statisticsLevel: 4,
      logAll: true,
      logAllJson: true,
      jsonOutput: true,
      customAlertOutput: '$RULEID|$FULLLOG',
      memorySize: 4096,
      allowList: ['10.0.0.0/8', '::1', 'localhost'],
    });
  });

  it('takes settings of mail while mail is off', () => {
    const text = `<global><email_notification>no</email_notification><email_to>a@b</email_to>
      <smtp_server>127.0.0.1</smtp_server><email_from>x@y.z</email_from>
      <email_maxperhour>9</email_maxperhour><smtp_port>25</smtp_port></global>
      <email_alerts><email_to>c@d</email_to><level>9</level><do_not_delay/></email_alerts>`;
    expect(parse(text).diagnostics).toEqual([]);
  });
});

describe('rules', () => {
  it('keep the order and the places of their entries', () => {
    const { config, diagnostics } = parse(`
<rules><decoder>etc/decoder.xml</decoder><include>a.xml</include></rules>
<rules><rule_dir pattern="_rules.xml$">rules</rule_dir><list>etc/lists/x</list>
<rule>b.xml</rule><decoder_dir>etc/d</decoder_dir></rules>`);
    expect(diagnostics).toEqual([]);
    const { sources } = valuesOf(config, rulesSection);
    expect(sources.map(({ kind, path, pattern, at }) => [kind, path, pattern, at.line])).toEqual([
      ['decoder', 'etc/decoder.xml', undefined, 2],
      ['include', 'a.xml', undefined, 2],
      ['rule_dir', 'rules', '_rules.xml$', 3],
      ['list', 'etc/lists/x', undefined, 3],
      ['rule', 'b.xml', undefined, 4],
      ['decoder_dir', 'etc/d', undefined, 4],
    ]);
  });

  it.each([
    ['<rules><include pattern="x">a</include></rules>', 'CONFIG_UNKNOWN_ATTRIBUTE'],
    ['<rules><rule_dir pattern="">a</rule_dir></rules>', 'CONFIG_BAD_VALUE'],
    ['<rules><include>a\0b</include></rules>', 'CONFIG_BAD_VALUE'],
    ['<rules><decoder/></rules>', 'CONFIG_EMPTY_VALUE'],
  ])('refuse %j', (text, code) => {
    expect(parse(text).diagnostics.map((one) => one.code)).toEqual([code]);
  });
});

describe('tocsin', () => {
  it('is read whole', () => {
    const { config, diagnostics } = parse(`<tocsin><correlation>reference</correlation>
      <journal_max_size>64M</journal_max_size><console_level>0</console_level></tocsin>`);
    expect(diagnostics).toEqual([]);
    expect(valuesOf(config, tocsinSection)).toEqual({
      correlation: 'reference',
      correlationMaxEvents: 250_000,
      dialect: 'auto',
      alertJson: 'ossec',
      journalMaxBytes: 64 * 2 ** 20,
      gatewayUser: 'ossecr',
      gatewayGroup: 'ossec',
      consoleLevel: 0,
    });
  });
});

describe('what this version does not have', () => {
  const asked = [
    '<global><email_notification>yes</email_notification></global>',
    '<global><prelude_output>yes</prelude_output></global>',
    '<global><zeromq_output>yes</zeromq_output></global>',
    '<global><md5_whitelist>/x</md5_whitelist></global>',
    '<global><integrity_checking>7</integrity_checking></global>',
    '<global><host_information>9</host_information></global>',
    '<syscheck><prefilter_cmd>/usr/sbin/prelink -y</prefilter_cmd></syscheck>',
    '<rootcheck><disabled>yes</disabled><disabled>no</disabled></rootcheck>',
    '<rootcheck></rootcheck>',
    '<active-response><command>x</command></active-response>',
    '<syslog_output><server>x</server></syslog_output>',
    '<database_output><type>mysql</type></database_output>',
    '<agentless><type>x</type></agentless>',
    '<reports><title>x</title></reports>',
  ];
  it.each(asked)('is refused: %s', (text) => {
    expect(parse(text).diagnostics).toMatchObject([
      { severity: 'error', code: 'CONFIG_NOT_AVAILABLE', at: { line: 1 } },
    ]);
  });

  it.each(asked)('only warns where a command does not need it: %s', (text) => {
    const found = parse(text, 'warning').diagnostics;
    expect(found.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning CONFIG_NOT_AVAILABLE',
    ]);
  });

  it.each([
    '<global><email_notification>no</email_notification></global>',
    '<global><prelude_output>no</prelude_output><prelude_profile>x</prelude_profile></global>',
    '<global><host_information>8</host_information></global>',
    '<rootcheck><disabled>yes</disabled></rootcheck><rootcheck><ignore>/x</ignore></rootcheck>',
    '<rootcheck><disabled>yes</disabled></rootcheck>',
    '<command><name>x</name><executable>y</executable><expect/></command>',
    '<active-response><disabled>yes</disabled></active-response>',
  ])('is not asked for by %s', (text) => {
    expect(parse(text).diagnostics).toEqual([]);
  });

  it('brings two refusals where mail is on and has recipients of its own', () => {
    const text = `<email_alerts><email_to>a@b</email_to></email_alerts>
      <global><email_notification>yes</email_notification></global>`;
    expect(parse(text).diagnostics.map(({ at }) => at.line)).toEqual([1, 2]);
  });

  it('has its names checked all the same', () => {
    const text = '<rootcheck><disabled>yes</disabled><frequncy>1</frequncy></rootcheck>';
    const [option] = parse(text).diagnostics;
    expect(option?.code).toBe('CONFIG_UNKNOWN_OPTION');
    expect(option?.message).toContain('did you mean frequency?');
    const attribute = '<agentless><type kind="a">x</type></agentless>';
    expect(parse(attribute, 'warning').diagnostics).toMatchObject([
      { code: 'CONFIG_NOT_AVAILABLE' },
      { code: 'CONFIG_UNKNOWN_ATTRIBUTE' },
    ]);
  });
});

describe('the reference', () => {
  const reference = configReference(coreSections);
  it.each(coreSections.map((section) => [section.name, section] as const))(
    'tells every option of %s in a sentence',
    (name, section) => {
      expect(reference).toContain(`### \`<${name}>\``);
      for (const [option, { summary }] of Object.entries(section.options)) {
        expect(summary).toMatch(/^[A-Z].*\.$/);
        expect(reference).toContain(`| \`${option}\` | ${summary}`);
      }
    },
  );

  it('tells values, defaults and refusals', () => {
    expect(reference).toContain('| `logall` |');
    expect(reference).toContain('| yes or no | no |');
    expect(reference).toContain('Refused unless `no`: this version has no mail output.');
    expect(internalOptionReference()).toContain('| `analysisd.log_fw` | 1 | 0 to 1 |');
  });
});
