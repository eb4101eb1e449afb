import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../base/testing/measure.ts';
import { predecode } from './index.ts';

const time = 'Dec 29 10:00:01 ';

function run(text: string, location = '/var/log/x') {
  const record = { queue: '1', location, text, timeMs: 0, origin: undefined } as const;
  const event = predecode(record, 'manager');
  if (event === undefined) throw new Error('refused');
  return event;
}

describe('host and program', () => {
  it.each<[rest: string, host: string, program: string | undefined, log: string]>([
    ['web1 sshd[42]: hello', 'web1', 'sshd', 'hello'],
    ['web1 sshd: hello', 'web1', 'sshd', 'hello'],
    ['web1 sshd[42] hello', 'web1', 'sshd', 'hello'],
    ['web1 /usr/sbin/cron[9]: x', 'web1', '/usr/sbin/cron', 'x'],
    ['web1 su(pam_unix)[7]: x', 'web1', 'su(pam_unix)', 'x'],
    ['web1 systemd-logind[7]: x', 'web1', 'systemd-logind', 'x'],
    ['a@b.c/d_e-f p.q@r: x', 'a@b.c/d_e-f', 'p.q@r', 'x'],
    ['10.0.0.1 prog: x', '10.0.0.1', 'prog', 'x'],
    // A program without host.
    ['prog: hello', 'manager', 'prog', 'hello'],
    ['prog: ', 'manager', 'prog', ''],
    ['last message repeated', 'last', undefined, 'message repeated'],
    // Neither.
    ['prog:hello', 'manager', undefined, 'prog:hello'],
    ['prog[4]: hello', 'manager', undefined, 'prog[4]: hello'],
    ['host', 'manager', undefined, 'host'],
    ['%ASA-6-1: x', 'manager', undefined, '%ASA-6-1: x'],
    ['fe80::1 prog: x', 'manager', undefined, 'fe80::1 prog: x'],
    ['h\xe9te prog: x', 'manager', undefined, 'h\xe9te prog: x'],
    // A host alone.
    ['web1 %ASA-6-1: x', 'web1', undefined, '%ASA-6-1: x'],
    ['web1 prog:x', 'web1', undefined, 'prog:x'],
    ['web1 prog', 'web1', undefined, 'prog'],
    ['web1 ', 'web1', undefined, ''],
    ['web1 prog[]: x', 'web1', undefined, 'prog[]: x'],
    ['web1 prog[12a]: x', 'web1', undefined, 'prog[12a]: x'],
    ['web1 prog[12: x', 'web1', undefined, 'prog[12: x'],
    ['web1 prog[12]:x', 'web1', undefined, 'prog[12]:x'],
    ['web1 prog[12]x', 'web1', undefined, 'prog[12]x'],
    ['web1 prog[12]', 'web1', undefined, 'prog[12]'],
    ['web1 a message', 'web1', undefined, 'a message'],
    // An empty name is a name.
    [' : x', 'manager', '', 'x'],
    ['  x', '', undefined, 'x'],
    ['web1 : x', 'web1', '', 'x'],
    // Solaris.
    ['web1 su: [ID 1 auth.info] hello', 'web1', 'su', 'hello'],
    ['web1 su[3]: [ID 1 auth.info] hello', 'web1', 'su', 'hello'],
    ['su: [ID 1 auth.info] hello', 'manager', 'su', 'hello'],
    ['web1 su: [ID 1] a [b] c', 'web1', 'su', 'a [b] c'],
    ['web1 su: [ID 1 auth.info]', 'web1', 'su', '[ID 1 auth.info]'],
    ['web1 su: [id 1] x', 'web1', 'su', '[id 1] x'],
    ['web1 no program [ID 1] x', 'web1', undefined, 'no program [ID 1] x'],
    // AIX.
    ['web1 auth|security:info sshd[4]: x', 'web1', 'sshd', 'x'],
    ['web1 auth|security:info sshd: x', 'web1', 'sshd', 'x'],
    ['web1 auth|security:info sshd[4] x', 'web1', 'sshd[4] x', '[4] x'],
    ['web1 auth|security:info said x', 'web1', 'said x', ' x'],
    ['web1 auth|security:info su: [ID 1] x', 'web1', 'su', 'x'],
    ['web1 auth|Security:info su: x', 'web1', undefined, 'auth|Security:info su: x'],
    ['web1 auth|security-info su: x', 'web1', undefined, 'auth|security-info su: x'],
    ['web1 auth|security:in-fo su: x', 'web1', undefined, 'auth|security:in-fo su: x'],
    ['web1 auth|', 'web1', undefined, 'auth|'],
    ['web1 auth|s', 'web1', undefined, 'auth|s'],
    ['web1 auth|s:', 'web1', undefined, 'auth|s:'],
    ['web1 auth|s: ', 'web1', '', ''],
  ])('%j', (rest, host, program, log) => {
    const event = run(time + rest);
    expect([event.hostname, event.programName, event.log]).toEqual([host, program, log]);
    expect(event.fullLog).toBe(time + rest);
    expect(event.size).toBe(log.length);
  });

  it.each<[header: string]>([
    ['2015-04-16 21:51:02,805'],
    ['2015-04-16T21:51:02.123+02:00'],
    ['2015-04-16T21:51:02.123456+02:00'],
    ['2015 Dec 29 10:00:01'],
    ['2019:11:06-00:08:03'],
    ['M\xc3\xa4r 29 10:00:01'],
  ])('stand behind %s too', (header) => {
    const event = run(`${header} web1 sshd[42]: hello there`);
    expect([event.hostname, event.programName, event.log]).toEqual(['web1', 'sshd', 'hello there']);
  });

  it.each<[text: string, log: string]>([
    ['Mon Apr 17 18:27:14 2006 1 64.160.42.130 x', ' 1 64.160.42.130 x'],
    ['01/28-09:13:16.240702  [**] x: y', '[**] x: y'],
    ['01/28/1979-09:13:16.240702  [**] x: y', '[**] x: y'],
    ['[Fri Feb 11 18:06:35 2004] [warn] x: y', '[warn] x: y'],
    ['1140804070.368  11623 192.168.0.1 TCP_MISS/200', '11623 192.168.0.1 TCP_MISS/200'],
    ['no header prog: x', 'no header prog: x'],
    ['', ''],
  ])('are not looked for in %j', (text, log) => {
    const event = run(text);
    expect([event.hostname, event.programName, event.log]).toEqual(['manager', undefined, log]);
  });

  it('of an agent are its whole location', () => {
    const location = '(web1) 10.0.0.5->/var/log/auth.log';
    expect(run(`${time}other sshd: x`, location)).toMatchObject({
      hostname: location,
      programName: 'sshd',
    });
    expect(run('no header', location).hostname).toBe(location);
  });
});

describe('the macOS form', () => {
  const head = '[Time 2006.12.28 15:53:55 UTC] ';
  it.each<[rest: string, host: string, program: string | undefined, log: string | undefined]>([
    ['[Sender sshd] [Message hello x] [Host mac]', 'mac', 'sshd', 'hello x'],
    ['[Host mac] [Sender sshd] [Message hello]', 'mac', undefined, undefined], // Ends at the host.
    ['[Sender a] [Sender b] [Message m]', 'manager', 'a', 'm'],
    ['[Message m] [Message n] [Sender a]', 'manager', 'a', 'm'],
    ['[Message [inner] x]', 'manager', undefined, '[inner'],
    ['[Facility auth] [Sender', 'manager', undefined, undefined],
    ['[Sender sshd] [Message hello', 'manager', 'sshd', undefined],
    ['[Sender] [Message] [Host]', 'manager', undefined, undefined],
    ['[Sender ] [Message ] [Host ]', '', '', ''],
    ['[]', 'manager', undefined, undefined],
    ['[', 'manager', undefined, undefined],
    ['', 'manager', undefined, undefined],
  ])('%s', (rest, host, program, log) => {
    const event = run(head + rest);
    expect([event.hostname, event.programName, event.log]).toEqual([
      host,
      program,
      log ?? head + rest,
    ]);
  });
});

describe('what pre-decoding makes of any bytes', () => {
  const starts = fc.constantFrom(
    '',
    time,
    '[Time 2006.12.28 15:53:55 UTC] [',
    '1140804070.368  11623 ',
    '2015-04-16T21:51:02.123+02:00 ',
    'Dec 29 10:00:01 h auth|s:i ',
    'Dec 29 10:00:01 h p[',
    'M\xc3\xa4r 29 10:00:01 ',
  );
  const anyByte = fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte));
  const likely = fc.constantFrom(...'[]:|() 0aZ.-/_@\0\n\t\xe9'.split(''));
  const unit = fc.oneof(anyByte, likely);

  it('is an event that holds no more than came', () => {
    fc.assert(
      fc.property(starts, fc.string({ unit, maxLength: 60 }), (start, rest) => {
        const text = start + rest;
        const event = run(text);
        expect(event.fullLog.length).toBeLessThanOrEqual(text.length);
        expect(event.fullLog).not.toMatch(/[\x00-\x1f\x7f]/);
        expect(event.fullLog).toContain(event.log);
        expect(event.size).toBe(event.log.length);
        if (event.programName !== undefined) expect(event.fullLog).toContain(event.programName);
        if (event.hostname !== 'manager') expect(event.fullLog).toContain(event.hostname);
        expect(event.ascii).toBe(!/[\x80-\xff]/.test(event.fullLog));
      }),
      { numRuns: 3000 },
    );
  });

  it.each<[name: string, text: string]>([
    ['open brackets', `[Time 2006.12.28 15:53:55 UTC] ${'['.repeat(65_000)}`],
    ['groups', `[Time 2006.12.28 15:53:55 UTC] ${'[a b] '.repeat(10_000)}`],
    ['names', `${time}${'a'.repeat(65_000)}`],
    ['digits', `${time}h p[${'1'.repeat(65_000)}`],
    ['an unclosed identity', `${time}h p: [ID ${'x'.repeat(65_000)}`],
    ['control characters', '\x01'.repeat(65_000)],
    ['dots in the text', '/..'.repeat(20_000)],
  ])('comes soon for many %s', (_, text) => {
    const took = cpuMs(() => {
      expect(run(text).fullLog.length).toBeLessThanOrEqual(text.length);
    });

    expect(took).toBeLessThan(2000);
  });
});
