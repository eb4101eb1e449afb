import { describe, expect, it } from 'vitest';
import type { RuleFacts, Verdict } from '../../event/index.ts';
import { Event } from '../../event/index.ts';
import { formatWazuhAlert } from './wazuh-alert.ts';

const rule: RuleFacts = {
  id: 5712,
  level: 10,
  description: 'Many of $(srcip)',
  placeholders: ['srcip'],
  group: 'syslog,sshd,pci_dss_11.4,gdpr_IV_35.7.d,authentication_failures,',
  info: '',
  cve: '',
  details: [],
  frequency: 8,
  mail: true,
  log: true,
  mitre: [
    { technique: 'T1110', tactic: 'TA0006' },
    { technique: 'T1078', tactic: 'TA0006' },
  ],
};

function told(fields: Partial<Event> = {}, facts: RuleFacts | undefined = rule): unknown {
  const event = Object.assign(new Event(Date.UTC(2026, 0, 5, 12), '1', '/var/log/x', 'the log'), {
    hostname: 'web',
    ...fields,
  });
  const verdict: Verdict = {
    event,
    rule: facts,
    alert: true,
    dropped: false,
    firedTimes: 3,
    context: ['b', 'a'],
  };
  const line = formatWazuhAlert(verdict, '1.0');
  return line === '' ? undefined : JSON.parse(line);
}

describe("an alert in Wazuh's layout", () => {
  it('has rule, standards, data and what else there is', () => {
    const alert = told({
      srcip: '1.2.3.4',
      dstuser: 'bob',
      programName: 'sshd',
      dynamic: new Map([
        ['a.b', '1'],
        ['a.c.d', '2'],
      ]),
    });

    expect(alert).toMatchObject({
      rule: {
        level: 10,
        description: 'Many of 1.2.3.4',
        id: '5712',
        mitre: { id: ['T1110', 'T1078'], tactic: ['TA0006'] },
        frequency: 8,
        firedtimes: 3,
        mail: true,
        groups: ['syslog', 'sshd', 'authentication_failures'],
        pci_dss: ['11.4'],
        gdpr: ['IV_35.7.d'],
      },
      agent: { id: '000', name: 'web' },
      id: '1.0',
      previous_output: 'b\na',
      full_log: 'the log',
      predecoder: { program_name: 'sshd', hostname: 'web' },
      data: { srcip: '1.2.3.4', dstuser: 'bob', a: { b: '1', c: { d: '2' } } },
      location: '/var/log/x',
    });
    expect(alert).toHaveProperty(
      'timestamp',
      expect.stringMatching(/^2026-01-0\dT\d\d:\d\d:00\.000[+-]\d{4}$/),
    );
  });

  it('leaves the log out where the rule says so', () => {
    expect(told({}, { ...rule, noFullLog: true })).not.toHaveProperty('full_log');
  });

  it('names the agent of a record', () => {
    expect(told({ location: '(db1) 10.0.0.5->/var/log/x' })).toMatchObject({
      agent: { name: 'db1', ip: '10.0.0.5' },
    });
  });

  it('keeps all values where a name is also the beginning of others', () => {
    const dynamic = new Map([
      ['a', 'x'],
      ['a.b', 'y'],
    ]);
    expect(told({ dynamic })).toMatchObject({ data: { a: 'x', b: 'y' } });
  });

  it('has no data where nothing was decoded', () => {
    expect(told()).not.toHaveProperty('data');
    expect(told()).not.toHaveProperty('predecoder');
  });

  it('is none without a rule', () => {
    const event = new Event(0, '1', 'x', 'y');
    const none = {
      event,
      rule: undefined,
      alert: false,
      dropped: false,
      firedTimes: 0,
      context: [],
    };
    expect(formatWazuhAlert(none, '1.0')).toBe('');
  });
});
