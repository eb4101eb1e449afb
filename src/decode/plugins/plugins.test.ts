import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../base/testing/measure.ts';
import { Event } from '../../event/index.ts';
import { plugins } from './registry.ts';

function decode(name: string, log: string): Event {
  const event = new Event(0, '1', 'stdin', log);
  plugins.get(name)?.(event, event.log, undefined);
  return event;
}

/** The fields that were set, and what else a plugin may change. */
function set(name: string, log: string): Readonly<Record<string, unknown>> {
  const before = new Event(0, '1', 'stdin', log);
  const changed = Object.entries(decode(name, log)).filter(
    ([key, value]) => value !== Reflect.get(before, key),
  );
  return Object.fromEntries(changed);
}

describe('PF_Decoder', () => {
  it.each([
    [
      'rule 1/(match) block in on em0: 10.0.0.1.1024 > 10.0.0.2.80: S 1:1(0)',
      {
        action: 'block',
        srcip: '10.0.0.1',
        srcport: '1024',
        dstip: '10.0.0.2',
        dstport: '80',
        protocol: 'TCP',
      },
    ],
    [
      'rule 1/0(match): block in on em0: 10.0.0.1.1024 > 10.0.0.2.80: S 1:1(0)',
      {
        action: 'block',
        srcip: '10.0.0.1',
        srcport: '1024',
        dstip: '10.0.0.2',
        dstport: '80',
        protocol: 'TCP',
      },
    ],
    [
      'rule 1/(match) pass out on em0: 10.0.0.1.53 > 10.0.0.2.53:  udp 24',
      {
        action: 'pass',
        srcip: '10.0.0.1',
        srcport: '53',
        dstip: '10.0.0.2',
        dstport: '53',
        protocol: 'UDP',
      },
    ],
    [
      'rule 1/(match) pass in on em0: 10.0.0.1 > 10.0.0.2: icmp: echo request',
      { action: 'pass', srcip: '10.0.0.1', dstip: '10.0.0.2', protocol: 'ICMP' },
    ],
    [
      'rule 1/(match) block in on em0: 10.0.0.1 < 10.0.0.2: x',
      { action: 'block', srcip: '10.0.0.1' },
    ],
    ['rule 1/(match) block in', { action: 'block' }],
    ['rule 1/(match) rdr in on em0: 10.0.0.1 > 10.0.0.2: x', {}],
    ['no bracket', {}],
  ])('%s', (log, expected) => {
    expect(set('PF_Decoder', log)).toEqual(expected);
  });
});

describe('SymantecWS_Decoder', () => {
  it.each([
    ['1=a,11=10.0.0.1,10=bob,60=http://x', { srcip: '10.0.0.1', dstuser: 'bob', url: 'http://x' }],
    ['x,3=7,60=http://x', { id: '3=7,60=ht', url: 'http://x' }],
    ['x,2=123456789012', { id: '2=1234567' }],
    ['x,10=bob,10=eve', { dstuser: 'bob' }],
    ['10=bob', {}],
    ['', {}],
    [`x,10=${'u'.repeat(200)}`, { dstuser: 'u'.repeat(128) }],
    [`x,60=${'u'.repeat(2000)}`, { url: 'u'.repeat(1024) }],
  ])('%s', (log, expected) => {
    expect(set('SymantecWS_Decoder', log)).toEqual(expected);
  });
});

describe('SonicWall_Decoder', () => {
  const head = (category: string, message: string): string =>
    `id=fw sn=1 pri=6 c=${category} m=${message} msg="x" src=10.0.0.1:1024:X0 dst=10.0.0.2:80:X1 `;
  const addresses = { srcip: '10.0.0.1', srcport: '1024', dstip: '10.0.0.2', dstport: '80' };

  it.each([
    ['98', { decoderType: 'firewall', action: 'pass' }],
    ['597', { decoderType: 'firewall', action: 'pass' }],
    ['598', { decoderType: 'firewall', action: 'pass' }],
    ['36', { decoderType: 'firewall', action: 'drop' }],
    ['174', { decoderType: 'firewall', action: 'drop' }],
    ['537', { decoderType: 'firewall', action: 'close' }],
    ['97', { decoderType: 'squid' }],
    ['1', {}],
  ])('message %s', (message, expected) => {
    expect(set('SonicWall_Decoder', `${head('1024', message)}proto=tcp/http`)).toEqual({
      status: '6',
      id: message,
      ...addresses,
      protocol: 'tcp',
      ...expected,
    });
  });

  it('takes category 32 for intrusion detection', () => {
    expect(set('SonicWall_Decoder', head('32', '98'))).toMatchObject({ decoderType: 'ids' });
  });

  it('reads the target of a web request', () => {
    const log = `${head('1024', '97')}proto=tcp/http result=403 dstname=example.org arg=/a?b`;
    expect(set('SonicWall_Decoder', log)).toMatchObject({ id: '403', url: 'example.org/a?b' });
  });

  it.each(['', 'pri=6 c=1', 'pri=66 c=1 m=1 '])('does nothing with %j', (log) => {
    expect(set('SonicWall_Decoder', log)).toEqual({});
  });
});

describe('OSSECAlert_Decoder', () => {
  const alert = (rest: string): string =>
    `ossec: Alert Level: 5; Rule: 5716 - sshd: failed;${rest}`;

  it('takes rule, location, fields and log from the alert', () => {
    const log = alert(' Location: web->/var/log/auth.log; srcip: 10.0.0.1; user: bob;  the log');
    expect(set('OSSECAlert_Decoder', log)).toEqual({
      presetRule: 5716,
      location: 'stdin|web->/var/log/auth.log',
      hostname: 'stdin|web->/var/log/auth.log',
      srcip: '10.0.0.1',
      dstuser: 'bob',
      fullLog: 'the log',
      log: 'the log',
    });
  });

  it.each([
    ['no location', alert(''), { presetRule: 5716 }],
    ['no rule', 'ossec: Alert Level: 5; Rule: x - y; Location: z; log', {}],
    ['another log', 'sshd: Alert Level: 5; Rule: 5716 - x; Location: z; log', {}],
    ['no semicolon', 'Alert Level: 5', {}],
  ])('takes what it can of an alert with %s', (_, log, expected) => {
    expect(set('OSSECAlert_Decoder', log)).toEqual(expected);
  });

  it('has bounds', () => {
    const event = decode(
      'OSSECAlert_Decoder',
      alert(` Location: ${'x'.repeat(400)}; ${'y'.repeat(9000)}`),
    );
    expect(event.location).toHaveLength(255);
    expect(event.log).toHaveLength(4094);
  });
});

describe('every plugin', () => {
  const samples = [
    'rule 1/(match) |block in on em0: |10.0.0.1.5| > |: |,|3=|10=|11=|pri=6 c=32 m=97 |proto=',
    'src=1:2:3 dst=4:5:6 |result=1 dstname=x arg=/|\xff|ossec: Alert Level: 5|; Rule: 7 - x',
    '; Location: |;| srcip: 1;|\0| ',
  ];
  const words = fc.constantFrom(...samples.join('|').split('|'));
  it.each([...plugins.keys()])('%s reads any log', (name) => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 15 }), (parts) => {
        const event = decode(name, parts.join(''));
        expect(event.location.length).toBeLessThanOrEqual(255);
      }),
      { numRuns: 500 },
    );
  });

  it.each([...plugins.keys()])('%s is done soon with a long log', (name) => {
    for (const piece of [
      'src=',
      '10=,',
      '; Location: ;',
      ') b: ',
      'pri=6 c=1 m=1 src=:',
      ' srcip: 1;',
    ]) {
      const log = `ossec: Alert Level: 5; Rule: 7 ${piece.repeat(65_536 / piece.length)}`;

      expect(cpuMs(() => void decode(name, log))).toBeLessThan(1000);
    }
  });
});
