import { describe, expect, it } from 'vitest';
import type { RuleFacts } from '../event/index.ts';
import { mitreJson, ruleJson } from './rule-json.ts';
import { sampleEvent, sampleRule } from './testing/verdicts.ts';

function json(rule: Partial<RuleFacts>, firedTimes = 1, event = sampleEvent()): unknown {
  return JSON.parse(ruleJson({ ...sampleRule, ...rule }, firedTimes, event).toString());
}

describe('the rule in JSON', () => {
  it('has its members in order', () => {
    const rule: RuleFacts = {
      ...sampleRule,
      info: 'http://a',
      cve: 'CVE-1',
      frequency: 8,
      mitre: [{ technique: 'T1110', tactic: 'TA0006' }],
    };
    expect(ruleJson(rule, 4, sampleEvent()).toString()).toBe(
      '{"level":10,"comment":"Many failed logins","sidid":5712,"cve":"CVE-1","info":"http://a",' +
        '"frequency":8,"firedtimes":4,"group":"syslog,sshd,authentication_failures,",' +
        '"groups":["syslog","sshd","authentication_failures"],' +
        '"mitre":{"id":["T1110"],"tactic":["TA0006"]}}',
    );
  });

  it('counts anew for each alert of a rule', () => {
    const rule = { ...sampleRule };
    const counts = [1, 2, 0].map(
      (times) => JSON.parse(ruleJson(rule, times, sampleEvent()).toString()) as object,
    );
    expect(counts).toEqual([
      expect.objectContaining({ firedtimes: 1 }),
      expect.objectContaining({ firedtimes: 2 }),
      expect.not.objectContaining({ firedtimes: expect.anything() as unknown }),
    ]);
  });

  it('fills a description that names fields for each event', () => {
    const rule = { ...sampleRule, description: 'Login of $(user)', placeholders: ['user'] };
    const comments = ['bob', 'e"ve', undefined].map((dstuser) => {
      const event = sampleEvent({ dstuser });
      return (JSON.parse(ruleJson(rule, 1, event).toString()) as { comment: string }).comment;
    });
    expect(comments).toEqual(['Login of bob', 'Login of e"ve', 'Login of ']);
  });

  it.each<[name: string, rule: Partial<RuleFacts>, expected: object]>([
    ['level 0', { level: 0 }, { level: undefined }],
    ['no description', { description: '' }, { comment: undefined }],
    ['no group', { group: '' }, { group: undefined, groups: undefined }],
    ['no MITRE reference', {}, { mitre: undefined }],
    ['requirements', { group: 'a,pci_dss_10.2.5,cis_1.1,' }, { PCI_DSS: ['10.2.5'], CIS: ['1.1'] }],
  ])('%s', (_name, rule, expected) => {
    const told = json(rule) as Record<string, unknown>;
    for (const [key, value] of Object.entries(expected)) expect(told[key]).toEqual(value);
  });

  it('tells each technique and each tactic once', () => {
    const mitre = [
      { technique: 'T1', tactic: 'TA1' },
      { technique: 'T2', tactic: 'TA1' },
      { technique: 'T1', tactic: undefined },
    ];
    expect(mitreJson(mitre).toString()).toBe('{"id":["T1","T2"],"tactic":["TA1"]}');
    expect(mitreJson([{ technique: 'T1', tactic: undefined }]).toString()).toBe('{"id":["T1"]}');
  });

  it('reads benchmarks only of policy checks', () => {
    const event = sampleEvent({ fullLog: 'x {CIS: 1.1 , 1.2} {PCI_DSS: 2.2}' });
    expect(json({ group: 'rootcheck,' }, 1, event)).toMatchObject({
      CIS: ['1.1', '1.2'],
      PCI_DSS: ['2.2'],
    });
    expect(json({ group: 'sshd,' }, 1, event)).not.toHaveProperty('CIS');
  });
});
