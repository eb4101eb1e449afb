import { describe, expect, it, vi } from 'vitest';
import { fromUtf8, toUtf8 } from '../base/index.ts';
import { compileCustomAlert } from './alert-log/custom-alert.ts';
import {
  formatAlertJson,
  formatAlertRecord,
  formatArchiveJson,
  formatArchiveLine,
  formatFirewallLine,
  localTimestamp,
} from './index.ts';
import { sampleTimeMs, sampleVerdict } from './testing/verdicts.ts';

vi.stubEnv('TZ', 'UTC');

describe('the alert record', () => {
  it('prints every line that has a value', () => {
    const fields = {
      location: '(web1) 10.0.0.5->/var/log/auth.log',
      srcip: '203.0.113.9',
      srcport: '4242',
      srcgeoip: 'Nowhere',
      dstip: '10.0.0.5',
      dstport: '22',
      dstuser: 'bob',
      srcuser: 'never printed',
    };
    const context = ['newer', 'older'];

    expect(formatAlertRecord(sampleVerdict(fields, {}, { context }), '1700000000.17')).toBe(
      [
        '** Alert 1700000000.17: mail  - syslog,sshd,authentication_failures,',
        '2023 Nov 14 22:13:20 (web1) 10.0.0.5->/var/log/auth.log',
        "Rule: 5712 (level 10) -> 'Many failed logins'",
        'Src IP: 203.0.113.9',
        'Src Location: Nowhere',
        'Src Port: 4242',
        'Dst IP: 10.0.0.5',
        'Dst Port: 22',
        'User: bob',
        'sshd[1]: Failed password',
        'newer',
        'older',
        '',
        '',
      ].join('\n'),
    );
  });

  it('has one space before the dash without mail, and the host before a local path', () => {
    const record = formatAlertRecord(sampleVerdict({}, { mail: false }), '1.0');

    expect(record.split('\n').slice(0, 2)).toEqual([
      '** Alert 1.0: - syslog,sshd,authentication_failures,',
      '2023 Nov 14 22:13:20 web1->/var/log/auth.log',
    ]);
  });

  it('lets no file name begin a record', () => {
    const verdict = sampleVerdict({ location: '/w/a\n\n** Alert 1.1: - x\u001b.log' });
    const forged = /^\*\* Alert 1\.1/m;

    expect(formatAlertRecord(verdict, '9.9')).toContain('->/w/a??** Alert 1.1: - x?.log\n');
    expect(formatAlertRecord(verdict, '9.9')).not.toMatch(forged);
    expect(formatArchiveLine(verdict)).not.toMatch(forged);
    expect(compileCustomAlert('$LOCATION')(verdict, '9.9')).toBe('/w/a??** Alert 1.1: - x?.log\n');
  });

  it('cuts the log and each earlier log, and keeps their bytes', () => {
    const long = 'ÿ'.repeat(2000);
    const record = formatAlertRecord(
      sampleVerdict({ fullLog: long }, {}, { context: [long] }),
      '1.0',
    );

    expect(record.split('\n').slice(3, 5)).toEqual([long.slice(0, 1256), long.slice(0, 1256)]);
  });

  it('is empty when no rule won', () => {
    expect(formatAlertRecord(sampleVerdict({}, {}, { rule: undefined }), '1.0')).toBe('');
  });
});

describe('the custom alert', () => {
  it.each([
    { format: '$TIMESTAMP.$FTELL $RULEALERT|', text: '1700000000.17 mail |\n' },
    { format: '$RULEID/$RULELEVEL/$RULECOMMENT', text: '5712/10/Many failed logins\n' },
    { format: '$HOSTNAME $LOCATION', text: 'web1 /var/log/auth.log\n' },
    { format: '$SRCIP $DSTUSER', text: 'None None\n' },
    {
      format: '$RULEGROUP$RULEGROUP',
      text: `${'syslog,sshd,authentication_failures,'.repeat(2)}\n`,
    },
    { format: '$FULLLOG', text: 'a\\nb $RULEID\n' },
    { format: '$UNKNOWN $', text: '$UNKNOWN $\n' },
    { format: '', text: '\n' },
  ])('prints "$format"', ({ format, text }) => {
    const verdict = sampleVerdict({ fullLog: 'a\nb $RULEID' });

    expect(compileCustomAlert(format)(verdict, '1700000000.17')).toBe(text);
  });

  it('cuts every value but the log', () => {
    const long = 'x'.repeat(3000);
    const verdict = sampleVerdict({ fullLog: long, srcip: long });

    expect(compileCustomAlert('$SRCIP')(verdict, '1.1')).toHaveLength(1024);
    expect(compileCustomAlert('$FULLLOG')(verdict, '1.1')).toHaveLength(3001);
  });
});

describe('alerts.json', () => {
  it('has its keys in order', () => {
    const fields = {
      srcip: '203.0.113.9',
      srcuser: 'eve',
      action: 'deny',
      protocol: 'tcp',
      id: 'never printed',
      url: '/x',
      programName: 'sshd',
      filename: '/etc/passwd',
      decoder: 'sshd',
      decoderParent: 'sshd',
      decoderFacts: {
        name: 'sshd',
        parent: 'sshd',
        type: 'syslog',
        fts: ['name', 'user', 'location'],
        ftsComment: 'first login',
        accumulate: true,
      },
      dynamic: new Map([
        ['command', 'ls'],
        ['1', 'one'],
      ]),
    } as const;
    const rule = { info: 'why', cve: 'CVE-1', frequency: 8, group: 'a,,pci_dss_10.2.4,cis_1.1,b' };
    const line = formatAlertJson(sampleVerdict(fields, rule, { context: ['x', 'y'] }), '17.4');

    expect(line).toBe(
      '{"rule":{"level":10,"comment":"Many failed logins","sidid":5712,"cve":"CVE-1",' +
        '"info":"why","frequency":8,"firedtimes":3,"group":"a,,pci_dss_10.2.4,cis_1.1,b",' +
        '"groups":["a","b"],"PCI_DSS":["10.2.4"],"CIS":["1.1"]},"id":"17.4",' +
        '"TimeStamp":1700000000000,"decoder":"sshd","decoder_parent":"sshd","action":"deny",' +
        '"protocol":"tcp","srcip":"203.0.113.9","srcuser":"eve","location":"/var/log/auth.log",' +
        '"full_log":"sshd[1]: Failed password","previous_output":"y",' +
        '"SyscheckFile":{"path":"/etc/passwd"},"hostname":"web1","program_name":"sshd",' +
        '"url":"/x","command":"ls","1":"one","decoder_desc":{"fts":2816,"accumulate":1,' +
        '"parent":"sshd","name":"sshd","ftscomment":"first login"},"agent_name":"web1",' +
        '"timestamp":"2023 Nov 14 22:13:20","logfile":"/var/log/auth.log"}\n',
    );
  });

  it('tells agents by name, address and the path on their machine', () => {
    const location = '(db 2) 10.0.0.5->/var/log/x->y';
    const line = formatAlertJson(sampleVerdict({ location }), '1.0');

    expect(JSON.parse(line)).toMatchObject({
      agent_name: 'db 2',
      agentip: '10.0.0.5',
      logfile: '/var/log/x->y',
      decoder_desc: {},
    });
  });

  it('is UTF-8 whatever the bytes of the log were', () => {
    const fullLog = `${fromUtf8('Gruß "€" \\')}\xff\x00\x1b`;
    const line = formatAlertJson(sampleVerdict({ fullLog }), '1.0');

    expect(JSON.parse(toUtf8(line))).toMatchObject({ full_log: 'Gruß "€" \\\ufffd\0\x1b' });
  });

  it('reads benchmarks out of policy results', () => {
    const fullLog = 'System Audit: x {CIS: 1.1 RHEL} {PCI_DSS: 2.2.4,3.1} {bad name: 1}';
    const line = formatAlertJson(sampleVerdict({ fullLog }, { group: 'ossec,rootcheck,' }), '1.0');

    expect(JSON.parse(line)).toMatchObject({
      rule: { CIS: ['1.1 RHEL'], PCI_DSS: ['2.2.4', '3.1'] },
    });
  });
});

describe('archives', () => {
  it.each([
    {
      event: {},
      verdict: {},
      line: '2023 Nov 14 22:13:20 web1->/var/log/auth.log sshd[1]: Failed password\n',
    },
    { event: { location: 'ossec-keepalive' }, verdict: {}, line: '' },
    { event: { location: '(a) any->ossec-keepalive' }, verdict: {}, line: '' },
    { event: {}, verdict: { dropped: true }, line: '' },
  ])('write "$line"', ({ event, verdict, line }) => {
    expect(formatArchiveLine(sampleVerdict(event, {}, verdict))).toBe(line);
  });

  it('write JSON with its keys in order, matched or not', () => {
    const event = { programName: 'sshd', srcip: '1.2.3.4', id: '7', log: 'Failed password' };
    const verdict = sampleVerdict(event, {}, { rule: undefined, alert: false });

    expect(formatArchiveJson(verdict)).toBe(
      '{"program_name":"sshd","log":"Failed password","srcip":"1.2.3.4","id":"7",' +
        '"decoder":{},"full_log":"sshd[1]: Failed password",' +
        '"timestamp":"2023 Nov 14 22:13:20","agent_name":"web1",' +
        '"logfile":"/var/log/auth.log"}\n',
    );
    expect(formatArchiveJson(sampleVerdict())).toContain('"rule":{"level":10');
    expect(formatArchiveJson(sampleVerdict({}, {}, { dropped: true }))).toBe('');
  });
});

describe('the firewall log', () => {
  const flow = { srcip: '1.1.1.1', dstip: '2.2.2.2', protocol: 'TCP', action: 'DROP' };

  it.each([
    { event: { srcport: '10', dstport: '20' }, end: 'DROP TCP 1.1.1.1:10->2.2.2.2:20\n' },
    { event: { action: 'ALLOW' }, end: 'ALLOW TCP 1.1.1.1:0->2.2.2.2:0\n' },
    { event: { protocol: undefined }, end: '' },
    { event: { decoderType: 'syslog' }, end: '' },
  ] as const)('writes "$end"', ({ event, end }) => {
    const verdict = sampleVerdict({ ...flow, decoderType: 'firewall', ...event });
    const head = end === '' ? '' : '2023 Nov 14 22:13:20 web1->/var/log/auth.log ';

    expect(formatFirewallLine(verdict)).toBe(`${head}${end}`);
  });
});

describe('local time', () => {
  it.each([
    [sampleTimeMs, '2023 Nov 14 22:13:20'],
    [sampleTimeMs + 999, '2023 Nov 14 22:13:20'],
    [sampleTimeMs + 1000, '2023 Nov 14 22:13:21'],
    [sampleTimeMs - 1, '2023 Nov 14 22:13:19'],
    [0, '1970 Jan 01 00:00:00'],
  ])('of %i is %s', (time, text) => {
    expect(localTimestamp(time)).toBe(text);
  });
});
