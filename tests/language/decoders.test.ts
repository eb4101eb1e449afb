import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/event/index.ts';
import { load } from './harness.ts';

function decode(decoders: string, line: string): Event {
  return load({ decoders }).process(line).event;
}

const syslog = (program: string, log: string): string => `Nov 24 04:00:00 host ${program}: ${log}`;

function decoder(name: string, inner: string): string {
  return `<decoder name="${name}">${inner}</decoder>`;
}

describe('selection', () => {
  const decoders =
    decoder('exact', '<program_name>^sshd$</program_name>') +
    decoder('part', '<program_name>ss</program_name>') +
    decoder('every', '<program_name />') +
    decoder('bare', '<prematch>^conn </prematch>');

  it.each([
    [syslog('sshd', 'x'), 'exact'],
    [syslog('SSHD', 'x'), 'exact'],
    [syslog('sshd2', 'x'), 'part'],
    [syslog('cron', 'x'), 'every'],
    [syslog('cron', 'conn x'), 'every'],
    ['conn x', 'bare'],
    ['x conn', undefined],
  ])('of %j is %j', (line, expected) => {
    expect(decode(decoders, line).decoder).toBe(expected);
  });

  it('ends with the first that takes the event', () => {
    const two =
      decoder('first', '<program_name>^p$</program_name><prematch>^a</prematch>') +
      decoder('second', '<program_name>^p$</program_name>');
    expect(decode(two, syslog('p', 'a')).decoder).toBe('first');
    expect(decode(two, syslog('p', 'b')).decoder).toBe('second');
  });

  it('by program_name_pcre2 and prematch_pcre2', () => {
    const pcre = decoder(
      'p',
      '<program_name_pcre2>^p\\d+$</program_name_pcre2><prematch_pcre2>\\bx\\b</prematch_pcre2>',
    );
    expect(decode(pcre, syslog('p12', 'a x')).decoder).toBe('p');
    expect(decode(pcre, syslog('p12', 'ax')).decoder).toBeUndefined();
  });
});

describe('fields', () => {
  it('come in the order of <order>', () => {
    const event = decode(
      decoder(
        'd',
        '<program_name>^d$</program_name><regex>^(\\S+) (\\S+) (\\S+)</regex><order>srcip, user,id</order>',
      ),
      syslog('d', '::1 bob 7 rest'),
    );
    expect([event.srcip, event.dstuser, event.id]).toEqual(['::1', 'bob', '7']);
  });

  it('without a group of their own are unset, and later groups move up', () => {
    const event = decode(
      decoder(
        'd',
        '<program_name>^d$</program_name><regex>(x)|(\\w+) (\\d+)</regex><order>id, user, url</order>',
      ),
      syslog('d', 'user 12'),
    );
    expect([event.id, event.dstuser, event.url]).toEqual(['user', '12', undefined]);
  });

  it('of other names are dynamic, by their name', () => {
    const event = decode(
      decoder(
        'd',
        '<program_name>^d$</program_name><pcre2>^(\\w+)=(\\w+)</pcre2><order>Key, http.method</order>',
      ),
      syslog('d', 'a=b'),
    );
    expect(event.dynamic).toEqual(
      new Map([
        ['Key', 'a'],
        ['http.method', 'b'],
      ]),
    );
  });
});

describe('children', () => {
  const parent = decoder('p', '<program_name>^p$</program_name><prematch>^head </prematch>');
  const child = (inner: string, name = 'p-child'): string =>
    decoder(name, `<parent>p</parent>${inner}`);

  it.each([
    ['from the start', '<regex>(\\w+)</regex>', 'head'],
    ['after the parent', '<regex offset="after_parent">(\\w+)</regex>', 'one'],
    [
      'after its own prematch',
      '<prematch offset="after_parent">^one </prematch><regex offset="after_prematch">(\\w+)</regex>',
      'two',
    ],
  ])('look %s', (_, inner, expected) => {
    const decoders = parent + child(`${inner}<order>user</order>`);
    expect(decode(decoders, syslog('p', 'head one two')).dstuser).toBe(expected);
  });

  it('carry the name of their parent unless they use their own', () => {
    const inner = '<regex>(one)</regex><order>user</order>';
    const line = syslog('p', 'head one');
    expect(decode(parent + child(inner), line).decoder).toBe('p');
    const own = child(`<use_own_name>true</use_own_name>${inner}`);
    expect(decode(parent + own, line).decoder).toBe('p-child');
  });

  it('are tried until one has its prematch', () => {
    const decoders =
      parent +
      child('<prematch>q</prematch><regex>(q)</regex><order>user</order>', 'c1') +
      child('<prematch>b</prematch><regex>(b)</regex><order>id</order>', 'c2');
    const event = decode(decoders, syslog('p', 'head b'));
    expect([event.dstuser, event.id]).toEqual([undefined, 'b']);
  });

  it('without a prematch end the search', () => {
    const decoders =
      parent +
      child('<regex>(q)</regex><order>user</order>', 'c1') +
      child('<regex>(b)</regex><order>id</order>', 'c2');
    const event = decode(decoders, syslog('p', 'head b'));
    expect([event.dstuser, event.id, event.decoder]).toEqual([undefined, undefined, 'p']);
  });

  it('keep the regex of their parent from running', () => {
    const decoders =
      decoder('p', '<program_name>^p$</program_name><regex>(head)</regex><order>user</order>') +
      child('<prematch>none</prematch>');
    expect(decode(decoders, syslog('p', 'head')).dstuser).toBeUndefined();
  });

  it('of one name run one after the other', () => {
    const decoders =
      decoder('d', '<program_name>^d</program_name>') +
      decoder(
        'd-x',
        '<parent>d</parent><prematch>^ev </prematch><regex offset="after_prematch">^u=(\\w+)</regex><order>user</order>',
      ) +
      decoder(
        'd-x',
        '<parent>d</parent><regex offset="after_regex">ip=(\\S+)</regex><order>srcip</order>',
      );
    const both = decode(decoders, syslog('d', 'ev u=bob zz ip=1.2.3.4'));
    expect([both.dstuser, both.srcip, both.decoder]).toEqual(['bob', '1.2.3.4', 'd']);
    const second = decode(decoders, syslog('d', 'ev q ip=1.2.3.4'));
    expect([second.dstuser, second.srcip]).toEqual([undefined, '1.2.3.4']);
  });
});

describe('plugins', () => {
  const plugin = (name: string): string =>
    decoder('d', `<program_name>^d$</program_name><plugin_decoder>${name}</plugin_decoder>`);

  it('PF_Decoder reads packet filter lines', () => {
    const line = syslog(
      'd',
      'rule 1/(match) block in on em0: 10.0.0.1.4000 > 10.0.0.2.22: S 1:1(0)',
    );
    const event = decode(plugin('PF_Decoder'), line);
    expect(event).toMatchObject({
      action: 'block',
      srcip: '10.0.0.1',
      srcport: '4000',
      dstip: '10.0.0.2',
      dstport: '22',
      protocol: 'TCP',
    });
  });

  it('SymantecWS_Decoder reads comma items', () => {
    const event = decode(
      plugin('SymantecWS_Decoder'),
      syslog('d', '1=a,11=10.0.0.1,10=bob,60=http://x/y,3=7'),
    );
    expect(event).toMatchObject({
      srcip: '10.0.0.1',
      dstuser: 'bob',
      url: 'http://x/y',
    });
    expect(event.id?.startsWith('3=7')).toBe(true);
  });

  it('SonicWall_Decoder reads addresses and protocol', () => {
    const log =
      'id=x sn=y pri=6 c=262144 m=98 msg="Connection" src=10.0.0.1:4000:X0 dst=10.0.0.2:80:X1 proto=tcp/http';
    const event = decode(plugin('SonicWall_Decoder'), syslog('d', log));
    expect(event).toMatchObject({ status: '6', id: '98', srcip: '10.0.0.1', dstip: '10.0.0.2' });
  });
});

describe('the message', () => {
  it('loses its control characters', () => {
    expect(decode('', 'a\tb\rc\x7fd').fullLog).toBe('abcd');
  });

  it.each(['..', '../etc/passwd', '/var/../x'])('from %j is refused', (location) => {
    const { engine } = load({});
    const record = { queue: '1', location, text: 'some text', timeMs: 0, origin: undefined };
    expect(engine.process(record)).toBeUndefined();
  });

  it('of an agent has the location for its host', () => {
    const session = load({});
    const { event } = session.process(syslog('sshd', 'x'), '(web) 10.0.0.1->/var/log/auth.log');
    expect(event.hostname).toBe('(web) 10.0.0.1->/var/log/auth.log');
    expect(event.programName).toBe('sshd');
  });

  it('without a host gets the name of this machine', () => {
    expect(decode('', 'plain').hostname).toBe('manager');
  });
});
