import { describe, expect, it } from 'vitest';
import { coreSections, parseConfig } from '../index.ts';

const flag = { good: ['yes', 'no'], bad: ['Yes', '1', 'on', 'true'] };
const level = { good: ['0', '7', '16'], bad: ['17', '-1', 'high', '7.5', ''] };
const port = { good: ['1', '25', '65535'], bad: ['0', '65536', 'smtp'] };
const address = { good: ['10.0.0.1', '10.0.0.0/8', '::1', 'host'], bad: ['10.0.0', 'a b', '::g'] };
const text = { good: ['a', 'a b', '\xe4'], bad: [''] };
const mail = { good: ['a@b', 'a.b@c-d.example'], bad: ['a', '@b', 'a@', 'a b@c', 'a@b@c'] };

interface Values {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

/** What each option of the sections that this version has takes and refuses. */
const values: Readonly<Record<string, Readonly<Record<string, Values>>>> = {
  global: {
    logall: flag,
    logall_json: flag,
    jsonout_output: flag,
    custom_alert_output: { good: ['$RULEID', 'a|b'], bad: ['', ' '] },
    memory_size: { good: ['2048', '8192'], bad: ['2047', '1e4', '8k'] },
    white_list: address,
    allow_list: address,
    compress_alerts: { good: ['yes', 'no'], bad: ['gzip'] },
    email_notification: flag,
    email_to: mail,
    email_from: text,
    email_reply_to: text,
    email_idsname: text,
    smtp_server: { good: ['mail.example', '/usr/sbin/sendmail -t'], bad: [''] },
    helo_server: text,
    email_maxperhour: { good: ['1', '12', '9999'], bad: ['0', '10000', 'many'] },
    auth_smtp: flag,
    secure_smtp: flag,
    smtp_user: text,
    smtp_password: text,
    smtp_port: port,
    smtp_tls_verify: flag,
    prelude_output: flag,
    prelude_profile: text,
    prelude_log_level: level,
    zeromq_output: flag,
    zeromq_uri: text,
    zeromq_server_cert: text,
    zeromq_client_cert: text,
    integrity_checking: level,
    rootkit_detection: level,
    host_information: level,
    stats: level,
    geoipdb: text,
    geoip_db_path: text,
    geoip6_db_path: text,
    md5_whitelist: text,
    md5_allowlist: text,
  },
  remote: {
    connection: { good: ['secure', 'syslog'], bad: ['Secure', 'ssh', ''] },
    port: { good: ['0', '514', '65535'], bad: ['-1', '65536', 'syslog'] },
    protocol: { good: ['udp', 'TCP', 'tls'], bad: ['sctp', ''] },
    durable: flag,
    tls_cert: text,
    tls_key: text,
    tls_ca: text,
    local_ip: { good: ['10.0.0.1', '::1'], bad: ['10.0.0.0/8', 'host', ''] },
    ipv6: flag,
    'allowed-ips': {
      good: ['any', '10.0.0.1', '!10.0.0.0/8', '::/0'],
      bad: ['host', '10.0.0', ''],
    },
    'denied-ips': { good: ['any', '10.0.0.1', '!10.0.0.0/8', '::/0'], bad: ['host', '10.0.0', ''] },
    crypto_accept: { good: ['any', 'Both', 'AES', 'blowfish'], bad: ['des', ''] },
  },
  auth: {
    disabled: flag,
    port: { good: ['0', '1515', '65535'], bad: ['-1', '65536', 'authd'] },
    local_ip: { good: ['10.0.0.1', '::1'], bad: ['10.0.0.0/8', 'host', ''] },
    use_password: flag,
    use_source_ip: flag,
    replace_after: { good: ['0', '3600'], bad: ['-1', '1h', ''] },
    ciphers: text,
    ssl_agent_ca: text,
    ssl_manager_cert: text,
    ssl_manager_key: text,
  },
  client: {
    'server-ip': {
      good: ['192.0.2.1', '2001:db8::1'],
      bad: ['host', '192.0.2', '192.0.2.1:1', ''],
    },
    'server-hostname': {
      good: ['siem.example', 'siem', '192.0.2.1'],
      bad: ['a b', '-x', '1.2', ''],
    },
    server: {
      good: ['siem', 'siem:1514', '192.0.2.1:1', '[2001:db8::1]:65535', '2001:db8::1'],
      bad: ['siem:0', 'siem:65536', ':1514', '[siem]:1', 'a b', ''],
    },
    port,
    protocol: { good: ['auto', 'durable', 'udp'], bad: ['tcp', 'UDP', ''] },
    local_ip: { good: ['10.0.0.1', '::1'], bad: ['10.0.0.0/8', 'host', ''] },
    notify_time: { good: ['1', '600', '86400'], bad: ['0', '86401', 'often'] },
    'time-reconnect': { good: ['1', '1800', '604800'], bad: ['0', '604801', '-1'] },
    'config-profile': text,
    'disable-active-response': flag,
    crypto_method: { good: ['aes', 'blowfish'], bad: ['AES', 'des', ''] },
    spool_max_size: { good: ['4M', '1G'], bad: ['3M', '1T', '0'] },
  },
  alerts: { log_alert_level: level, email_alert_level: level, use_geoip: flag },
  rules: {
    decoder: { good: ['etc/decoder.xml', '/x'], bad: ['', 'a\0'] },
    decoder_dir: { good: ['etc/decoders'], bad: ['', 'a\0'] },
    include: { good: ['a.xml', 'b/c.xml'], bad: ['', 'a\0'] },
    rule: { good: ['a.xml'], bad: ['', 'a\0'] },
    rule_dir: { good: ['rules'], bad: ['', 'a\0'] },
    list: { good: ['etc/lists/a', 'a.cdb'], bad: ['', 'a\0'] },
  },
  ruleset: {
    decoder_dir: { good: ['etc/decoders'], bad: ['', 'a\0'] },
    rule_dir: { good: ['etc/rules'], bad: ['', 'a\0'] },
    decoder_include: { good: ['ruleset/decoders/a.xml'], bad: ['', 'a\0'] },
    rule_include: { good: ['ruleset/rules/a.xml'], bad: ['', 'a\0'] },
    decoder_exclude: { good: ['a.xml', 'ruleset/decoders/a.xml'], bad: ['', 'a\0'] },
    rule_exclude: { good: ['a.xml'], bad: ['', 'a\0'] },
    list: { good: ['etc/lists/a'], bad: ['', 'a\0'] },
  },
  syscheck: {
    // What stands in its attributes is in the test of the section.
    directories: { good: [], bad: ['/etc', 'etc', ''] },
    ignore: text,
    nodiff: text,
    frequency: { good: ['1', '79200'], bad: ['0', 'daily', '-1'] },
    scan_time: { good: ['21:30', '9pm', '8:30 am'], bad: ['24:00', '9', '!9pm', '13pm'] },
    scan_day: { good: ['monday', '!sun,sat', 'weekdays'], bad: ['today', '!', 'mo'] },
    scan_on_start: flag,
    scan_rate: { good: ['0', '500'], bad: ['-1', 'fast'] },
    auto_ignore: flag,
    alert_new_files: flag,
    disabled: flag,
    skip_nfs: flag,
    prefilter_cmd: text,
    windows_registry: text,
    registry_ignore: text,
  },
  tocsin: {
    correlation: { good: ['exact', 'reference'], bad: ['Exact', 'both'] },
    correlation_max_events: { good: ['1000', '100000000'], bad: ['999', '1e6', '-5'] },
    dialect: { good: ['auto', 'ossec', 'wazuh'], bad: ['Wazuh', 'none'] },
    alert_json: { good: ['ossec', 'wazuh'], bad: ['elastic'] },
    journal_max_size: { good: ['16M', '1G', '1g', '16777216'], bad: ['15M', '1T', '0', '1 G'] },
    gateway_user: { good: ['ossecr', '_tocsin'], bad: ['', 'a b', '0', 'a:b'] },
    gateway_group: { good: ['ossec'], bad: ['', '-x'] },
    console_level: level,
  },
};

/** What a block cannot do without. */
const needed: Readonly<Record<string, readonly [option: string, element: string]>> = {
  remote: ['connection', '<connection>syslog</connection>'],
  client: ['', '<server>siem</server>'],
};

function codes(section: string, option: string, value: string): readonly string[] {
  const [name, element = ''] = needed[section] ?? [];
  const beside = name === option ? '' : element;
  const block = `<${option}>${value}</${option}>${beside}`;
  const conf = `<ossec_config><${section}>${block}</${section}></ossec_config>`;
  const found = parseConfig([{ path: 'f', text: conf }], coreSections).diagnostics;
  // Whether the version has it is another question, with tests of its own.
  return found.map(({ code }) => code).filter((code) => code !== 'CONFIG_NOT_AVAILABLE');
}

const rows = Object.entries(values).flatMap(([section, options]) =>
  Object.entries(options).map(([option, { good, bad }]) => [section, option, good, bad] as const),
);

describe('the table of samples', () => {
  it.each(coreSections.filter(({ refused }) => refused === undefined))(
    'has every option of $name',
    ({ name, options }) => {
      expect(Object.keys(values[name] ?? {}).sort()).toEqual(Object.keys(options).sort());
    },
  );
});

describe.each(rows)('<%s> %s', (section, option, good, bad) => {
  it.each(good)('takes %j', (value) => {
    expect(codes(section, option, value)).toEqual([]);
    expect(codes(section, option, ` \n${value}\t`)).toEqual([]);
  });

  it.each(bad)('refuses %j', (value) => {
    const code = value.trim() === '' ? 'CONFIG_EMPTY_VALUE' : 'CONFIG_BAD_VALUE';
    expect(codes(section, option, value)).toEqual([code]);
  });
});

describe.each(coreSections.filter(({ refused }) => refused !== undefined))(
  'the refused section $name',
  ({ name, options }) => {
    it.each(Object.keys(options))('knows %s', (option) => {
      expect(codes(name, option, 'x')).toEqual([]);
      expect(codes(name, `${option}zz`, 'x')).toEqual(['CONFIG_UNKNOWN_OPTION']);
    });

    it('takes no attribute', () => {
      const text = `<ossec_config><${name} a="b"></${name}></ossec_config>`;
      const found = parseConfig([{ path: 'f', text }], coreSections).diagnostics;
      expect(found.map(({ code }) => code)).toContain('CONFIG_UNKNOWN_ATTRIBUTE');
    });
  },
);
