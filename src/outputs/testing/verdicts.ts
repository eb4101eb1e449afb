import type { RuleFacts, Verdict } from '../../event/index.ts';
import { Event } from '../../event/index.ts';

export const sampleRule: RuleFacts = {
  id: 5712,
  level: 10,
  description: 'Many failed logins',
  group: 'syslog,sshd,authentication_failures,',
  info: '',
  cve: '',
  details: [],
  frequency: 0,
  mail: true,
  log: true,
};

/** 2023-11-14 22:13:20 UTC. */
export const sampleTimeMs = 1_700_000_000_000;

export function sampleEvent(changes: Partial<Event> = {}): Event {
  const event = new Event(sampleTimeMs, '1', '/var/log/auth.log', 'sshd[1]: Failed password');
  event.hostname = 'web1';
  return Object.assign(event, changes);
}

export function sampleVerdict(
  event: Partial<Event> = {},
  rule: Partial<RuleFacts> = {},
  verdict: Partial<Verdict> = {},
): Verdict {
  return {
    event: sampleEvent(event),
    rule: { ...sampleRule, ...rule },
    alert: true,
    dropped: false,
    firedTimes: 3,
    context: [],
    ...verdict,
  };
}
