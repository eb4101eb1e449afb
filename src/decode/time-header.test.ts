import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHeader } from './time-header.ts';

function found(text: string): string {
  const header = findHeader(text);
  return header === undefined ? 'none' : `${header.kind} ${header.length}`;
}

const march = 'M\xc3\xa4r';

/** A whole log, its header, and the shortest length at which the header is recognised. */
const forms: readonly [name: string, text: string, header: string, shortest: number][] = [
  ['BSD', 'Dec 29 10:00:01 host prog: message', 'syslog 16', 17],
  ['BSD, one digit', 'Dec  9 10:00:01 host prog: message', 'syslog 16', 17],
  ['BSD, no date at all', 'Xxx 99 99:99:99 host prog: message', 'syslog 16', 17],
  ['German March', `${march} 29 10:00:01 host prog: message`, 'syslog 17', 18],
  ['comma and milliseconds', '2015-04-16 21:51:02,805 host message', 'syslog 23', 24],
  ['ISO, seconds', '2015-04-16T21:51:02+02:00 host prog: message', 'syslog 26', 33],
  ['ISO, seconds, west', '2015-04-16T21:51:02-02:00 host p: m', 'syslog 26', 33],
  ['ISO, zone at 22', '2015-04-16T21:51:02+02:000 host prog: message', 'none', 0],
  ['ISO, 1 digit', '2015-04-16T21:51:02.1+02:00 host p: m', 'syslog 27', 33],
  ['ISO, 2 digits', '2015-04-16T21:51:02.12+02:00 host p: m', 'syslog 28', 33],
  ['ISO, 3 digits', '2015-04-16T21:51:02.123+02:00 host p: m', 'syslog 29', 33],
  ['ISO, 3 digits, comma', '2015-04-16T21:51:02,123+02:00 host p: m', 'syslog 29', 33],
  ['ISO, 4 digits', '2015-04-16T21:51:02.1234+02:00 host p: m', 'syslog 30', 33],
  ['ISO, 5 digits', '2015-04-16T21:51:02.12345+02:00 host p: m', 'syslog 31', 33],
  ['ISO, 6 digits', '2015-04-16T21:51:02.123456+02:00 host p: m', 'syslog 32', 33],
  ['ISO, 7 digits', '2015-04-16T21:51:02.1234567+02:00 host p: m', 'none', 0],
  ['ISO, UTC', '2015-04-16T21:51:02Z host prog: message and more', 'none', 0],
  ['ISO, UTC with digits', '2015-04-16T21:51:02.123Z host prog: message', 'none', 0],
  ['year first', '2015 Dec 29 10:00:01 message', 'syslog 21', 21],
  ['colons', '2019:11:06-00:08:03 host prog: message', 'syslog 20', 20],
  ['colons, letter first', 'x019:11:06-00:08:03 host prog: message', 'none', 0],
  ['xferlog', 'Mon Apr 17 18:27:14 2006 1 64.160.42.130 123 /x', 'plain 24', 28],
  ['snort', '01/28-09:13:16.240702  [**] [1:1:1] x', 'plain 23', 24],
  ['suricata', '01/28/1979-09:13:16.240702  [**] [1:1:1] x', 'plain 28', 27],
  ['apache', '[Fri Feb 11 18:06:35 2004] [warn] message', 'plain 27', 27],
  ['macOS', '[Time 2006.12.28 15:53:55 UTC] [Facility auth] [Sender sshd]', 'asl 25', 26],
  ['squid', '1140804070.368  11623 192.168.0.1 TCP_MISS/200', 'squid 14', 32],
  ['squid, longer time', '1140804070.368 116234 192.168.0.1 TCP_MISS/200', 'squid 14', 32],
  ['squid, other second', '2140804070.368  11623 192.168.0.1 TCP_MISS/200', 'none', 0],
  ['BSD with a year', 'Dec 29 2015 10:00:01 host prog: message', 'none', 0],
  ['BSD with milliseconds', 'Dec 29 10:00:01.123 host prog: message', 'none', 0],
  ['no time', 'a message without any time in front of it', 'none', 0],
  ['nothing', '', 'none', 0],
  ['blanks', ' '.repeat(60), 'none', 0],
  ['colons alone', ':'.repeat(60), 'none', 0],
];

describe('time headers', () => {
  it.each(forms)('%s: %j has %s', (_, text, header) => {
    expect(found(text)).toBe(header);
  });

  it.each(forms.filter(([, , header]) => header !== 'none'))(
    '%s: found from a certain length on',
    (_, text, header, shortest) => {
      for (let length = 0; length < text.length; length++) {
        expect([length, found(text.slice(0, length))]).toEqual([
          length,
          length < shortest ? 'none' : header,
        ]);
      }
    },
  );

  // The places that make the form, each damaged in turn.
  it.each<[name: string, places: readonly number[]]>([
    ['BSD', [3, 6, 9, 12, 15]],
    ['comma and milliseconds', [4, 7, 10, 13, 16, 19]],
    ['ISO, 3 digits', [4, 7, 10, 13, 16, 19, 26]],
    ['year first', [0, 4, 8, 11, 14, 17, 20]],
    ['colons', [0, 4, 7, 10, 13, 16]],
    ['xferlog', [3, 7, 10, 13, 16, 19, 24, 26]],
    ['snort', [2, 5, 8, 11, 14, 21]],
    ['suricata', [2, 5, 10, 13, 16, 19, 26]],
    ['apache', [0, 4, 8, 11, 14, 17, 20, 25]],
    ['macOS', [0, 1, 5, 10, 13, 16, 19]],
    ['squid', [0, 1, 2, 3, 10, 13, 14]],
  ])('%s rests on its places %j', (name, places) => {
    const [, text = '', header] = forms.find(([one]) => one === name) ?? [];
    for (let i = 0; i < 30; i++) {
      const damaged = `${text.slice(0, i)}!${text.slice(i + 1)}`;
      if (places.includes(i)) expect([i, found(damaged)]).not.toEqual([i, header]);
    }
  });

  it('squid takes either of two places for its second blank', () => {
    const text = '1140804070.368  11623 192.168.0.1 TCP_MISS/200';
    expect(found(`${text.slice(0, 21)}!${text.slice(22)}`)).toBe('none');
    expect(found(`${text.slice(0, 21)}! ${text.slice(23)}`)).toBe('squid 14');
  });

  it('is never longer than the form says, whatever the bytes', () => {
    const digit = fc.constantFrom(...'0123456789 :-.,/[]TMD\xc3\xa4'.split(''));
    fc.assert(
      fc.property(fc.string({ unit: digit, maxLength: 60 }), (text) => {
        const header = findHeader(text);
        if (header !== undefined) expect(header.length).toBeLessThanOrEqual(32);
      }),
      { numRuns: 2000 },
    );
  });
});
