import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/base/index.ts';
import { buildEngine, defaultEngineOptions } from '../../src/engine/index.ts';
import { shippedRuleset } from './load-ruleset.ts';

const header = 'Jan  5 10:00:00 host sshd[42]:';

/** An engine with rules of a site after ours, as `local_rules.xml` is loaded. */
function withLocalRules(rules: string) {
  const shipped = shippedRuleset();
  const text = `<group name="local,syslog,">\n${rules}\n</group>\n`;
  const local = { path: 'local_rules.xml', text };
  return buildEngine({ ...shipped, rules: [...shipped.rules, local] }, defaultEngineOptions);
}

function winner(rules: string, log: string): string {
  const { engine, diagnostics } = withLocalRules(rules);
  if (engine === undefined) return diagnostics.map(formatDiagnostic).join('\n');
  const record = { queue: '1', location: 'x', text: log, timeMs: 0, origin: undefined };
  const verdict = engine.process(record);
  return `${verdict?.rule?.id} level ${verdict?.rule?.level}`;
}

const rule = (id: number, level: number, body: string): string =>
  `<rule id="${id}" level="${level}">${body}<description>local</description></rule>`;

describe('rules of a site over ours', () => {
  it.each([
    {
      what: 'silences an address',
      rules: rule(100_001, 0, '<if_sid>5716</if_sid><srcip>192.0.2.1</srcip>'),
      log: `${header} Failed password for bob from 192.0.2.1 port 22 ssh2`,
      want: '100001 level 0',
    },
    {
      what: 'leaves other addresses alone',
      rules: rule(100_001, 0, '<if_sid>5716</if_sid><srcip>192.0.2.1</srcip>'),
      log: `${header} Failed password for bob from 192.0.2.2 port 22 ssh2`,
      want: '5716 level 5',
    },
    {
      what: 'asks for a user of sudo',
      rules: rule(100_002, 9, '<if_sid>5402, 5403</if_sid><user>^eve$</user>'),
      log: 'Jan  5 10:00:00 host sudo: eve : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh',
      want: '100002 level 9',
    },
    {
      what: 'asks for a group of ours',
      rules: rule(100_003, 11, '<if_group>authentication_failed</if_group><user>admin</user>'),
      log: `${header} Failed password for invalid user admin from 192.0.2.2 port 22 ssh2`,
      want: '100003 level 11',
    },
    {
      what: 'asks for a decoder of ours',
      rules: rule(100_004, 6, '<if_sid>31101</if_sid><url>/secret</url>'),
      log: '192.0.2.1 - - [01/Jan/2026:10:00:00 +0000] "GET /secret HTTP/1.1" 403 5 "-" "-"',
      want: '100004 level 6',
    },
    {
      what: 'raises one of ours',
      rules:
        '<rule id="5716" level="8" overwrite="yes"><if_sid>5700</if_sid>' +
        '<match>^Failed </match><description>local</description></rule>',
      log: `${header} Failed password for bob from 192.0.2.2 port 22 ssh2`,
      want: '5716 level 8',
    },
    {
      what: 'refines a rule for Windows',
      rules: rule(100_005, 12, '<if_sid>18130</if_sid><user>^administrator$</user>'),
      log:
        '2026 Jan 05 10:00:00 WinEvtLog: Security: AUDIT_FAILURE(529): Security: administrator: ' +
        'EX: PC1: Logon Failure: Reason: Unknown user name or bad password',
      want: '100005 level 12',
    },
    {
      what: 'asks for an event that was sent as JSON by its fields',
      rules: rule(
        100_006,
        7,
        '<if_sid>204405</if_sid><field name="win.eventdata.targetUserName">^eve$</field>',
      ),
      log:
        '{"win":{"system":{"eventID":"4625","channel":"Security"},' +
        '"eventdata":{"targetUserName":"eve"}}}',
      want: '100006 level 7',
    },
    {
      what: 'silences a failed login of a web application',
      rules: rule(100_007, 0, '<if_sid>53301</if_sid><srcip>192.0.2.1</srcip>'),
      log: `Jan  5 10:00:00 h ownCloud[4]: {core} Login failed: 'bob' (Remote IP: '192.0.2.1')`,
      want: '100007 level 0',
    },
  ])('$what', ({ rules, log, want }) => {
    expect(winner(rules, log)).toBe(want);
  });

  it('refuses a number that is taken', () => {
    const { engine, diagnostics } = withLocalRules(rule(5716, 3, '<match>x</match>'));

    expect(engine).toBeUndefined();
    expect(diagnostics.map((one) => one.severity)).toContain('error');
  });
});
