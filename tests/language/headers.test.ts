import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load } from './harness.ts';

interface Parts {
  readonly host: string;
  readonly program: string | undefined;
  readonly log: string;
}

const session = load({});

function parts(text: string): Parts {
  const { hostname, programName, log } = session.process(text).event;
  return { host: hostname, program: programName, log };
}

/** What stands for a host that the log does not name. */
const here = 'manager';

describe('headers that a host and a program follow', () => {
  it.each([
    ['of syslog', 'Dec 29 10:00:01 '],
    ['of syslog, whatever the month', 'Xxx 99 99:99:99 '],
    ['with milliseconds', '2015-04-16 21:51:02,805 '],
    ['of ISO 8601', '2015-04-16T21:51:02+02:00 '],
    ['of ISO 8601 with one digit of a fraction', '2015-04-16T21:51:02.1+02:00 '],
    ['of ISO 8601 with six digits', '2015-04-16T21:51:02.123456+02:00 '],
    ['of ISO 8601 with a comma', '2015-04-16T21:51:02,123-07:00 '],
    ['with the year first', '2015 Dec 29 10:00:01 '],
    ['with colons in the date', '2019:11:06-00:08:03 '],
    ['with a German month', 'M\xc3\xa4r 29 10:00:01 '],
  ])('%s', (_, header) => {
    expect(parts(`${header}web sshd[12]: hello there all`)).toEqual({
      host: 'web',
      program: 'sshd',
      log: 'hello there all',
    });
  });

  it.each([
    ['ISO 8601 in UTC', '2015-04-16T21:51:02Z web sshd: hello'],
    ['a fraction of seven digits', '2015-04-16T21:51:02.1234567+02:00 web sshd: hello'],
    ['the year behind the day', 'Dec 29 2015 10:00:01 web sshd: hello'],
    ['milliseconds behind syslog', 'Dec 29 10:00:01.123 web sshd: hello'],
    ['a text that is too short', 'Dec 29 10:00:01'],
    ['no header', 'hello there'],
  ])('are none of these: %s', (_, text) => {
    expect(parts(text)).toEqual({ host: here, program: undefined, log: text });
  });
});

describe('headers that nothing follows', () => {
  it.each([
    ['xferlog', 'Mon Apr 17 18:27:14 2006 1 10.0.0.1 5 /x', ' 1 10.0.0.1 5 /x'],
    ['snort', '01/28-09:13:16.240702  [**] [1:2:3] x', '[**] [1:2:3] x'],
    ['suricata', '01/28/1979-09:13:16.240702  [**] [1:2:3] x', '[**] [1:2:3] x'],
    ['apache', '[Fri Feb 11 18:06:35 2004] [warn] x', '[warn] x'],
    ['squid', '1140804070.368  11623 10.0.0.1 TCP_MISS/200 x', '11623 10.0.0.1 TCP_MISS/200 x'],
  ])('of %s', (_, text, log) => {
    const found = parts(text);
    expect(found.host).toBe(here);
    expect(found.program).toBeUndefined();
    expect(found.log.trimStart()).toBe(log.trimStart());
  });
});

describe('host and program', () => {
  const after = (rest: string): Parts => parts(`Dec 29 10:00:01 ${rest}`);
  it.each([
    ['web sshd: hello', 'web', 'sshd', 'hello'],
    ['web sshd[12]: hello', 'web', 'sshd', 'hello'],
    ['web sshd[12] hello', 'web', 'sshd', 'hello'],
    ['web sshd[12a]: hello', 'web', undefined, 'sshd[12a]: hello'],
    ['web sshd:hello', 'web', undefined, 'sshd:hello'],
    ['web sshd hello', 'web', undefined, 'sshd hello'],
    ['sshd: hello', here, 'sshd', 'hello'],
    ['web/1.example.org postfix/smtpd[3]: x y', 'web/1.example.org', 'postfix/smtpd', 'x y'],
    ['web (cron)[3]: x y', 'web', '(cron)', 'x y'],
    ['web %ASA-6-1: hello', 'web', undefined, '%ASA-6-1: hello'],
    ['2001:db8::1 sshd: hello', here, undefined, '2001:db8::1 sshd: hello'],
    ['web sshd: [ID 702911 auth.info] hello', 'web', 'sshd', 'hello'],
    ['sshd: [ID 702911 auth.info] hello', here, 'sshd', 'hello'],
    ['web auth|security:info sshd[12]: hello', 'web', 'sshd', 'hello'],
    ['web auth|security:info sshd: hello', 'web', 'sshd', 'hello'],
    ['web auth|security sshd: hello', 'web', undefined, 'auth|security sshd: hello'],
  ])('%j', (rest, host, program, log) => {
    expect(after(rest)).toEqual({ host, program, log });
  });
});

describe('Apple system logs', () => {
  const head = '[Time 2006.12.28 15:53:55 UTC] [Facility auth]';
  it.each([
    ['[Sender sshd] [PID -1] [Message refused x] [Host mac]', 'mac', 'sshd', 'refused x'],
    ['[Message first] [Message second] [Host mac]', 'mac', undefined, 'first'],
  ])('%s', (groups, host, program, log) => {
    expect(parts(`${head} ${groups}`)).toEqual({ host, program, log });
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...'Dec 29 10:00:01 |2015-04-16T21:51:02+02:00 |web|sshd|[12]|: |:|[|]|(|)->|: | |\xe4|\0|\n|..'.split(
      '|',
    ),
  );
  it('gives a log that is the end of the text without control characters', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const record = { queue: '1', location: 'stdin', text, timeMs: 0, origin: undefined };
        const event = session.engine.process(record)?.event;
        if (event === undefined) return;
        // oxlint-disable-next-line no-control-regex
        expect(event.fullLog).toBe(text.replaceAll('\0', ' ').replace(/[\x01-\x1f\x7f]/g, ''));
        expect(event.fullLog.endsWith(event.log)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
