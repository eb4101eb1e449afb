import { describe, expect, it } from 'vitest';
import type { StaticField } from '../../event/index.ts';
import { Event, staticFields } from '../../event/index.ts';
import { plugins } from './registry.ts';

function decode(name: string, log: string): Event {
  const event = new Event(0, '1', 'stdin', log);
  plugins.get(name)?.(event, event.log, undefined);
  return event;
}

function isSet(event: Event, field: StaticField): boolean {
  return event[field] !== undefined;
}

/** A log that a plugin reads whole, and the fields it sets, in the order in which they appear. */
const samples: readonly [name: string, log: string, fields: readonly StaticField[]][] = [
  [
    'PF_Decoder',
    'rule 2/(match) pass in on xl0: 10.0.0.3.6667 > 10.0.0.10.16290: udp 24',
    ['action', 'srcip', 'srcport', 'dstip', 'dstport', 'protocol'],
  ],
  [
    'SymantecWS_Decoder',
    '1=x,3=7,10=bob,11=10.0.0.1,60=http://x/',
    ['id', 'dstuser', 'srcip', 'url'],
  ],
  [
    'SonicWall_Decoder',
    'id=fw pri=6 c=1024 m=97 n=1 src=10.0.0.1:1:X0 dst=10.0.0.2:80:X1 proto=tcp/http result=403 dstname=x arg=/a',
    ['status', 'id', 'srcip', 'srcport', 'dstip', 'dstport', 'protocol', 'url'],
  ],
  [
    'OSSECAlert_Decoder',
    'ossec: Alert Level: 5; Rule: 5716 - failed; Location: web->/x; srcip: 10.0.0.1; user: bob;  the log',
    ['srcip', 'dstuser'],
  ],
];

describe.each(samples)('%s', (name, log, fields) => {
  it('reads the whole of it', () => {
    const event = decode(name, log);
    expect(staticFields.filter((field) => isSet(event, field)).sort()).toEqual([...fields].sort());
  });

  it('reads what is there when the log is cut anywhere', () => {
    let count = 0;
    for (let length = 0; length <= log.length; length++) {
      const event = decode(name, log.slice(0, length));
      const set = fields.filter((field) => isSet(event, field));
      // What was read from less is read from more.
      expect(set.length).toBeGreaterThanOrEqual(count);
      count = set.length;
      expect(event.fullLog.length).toBeLessThanOrEqual(length);
    }
    expect(count).toBe(fields.length);
  });

  it('bears any byte anywhere', () => {
    for (let i = 0; i < log.length; i++) {
      for (const char of ['\0', ' ', ':', ';', ',', '.', ')', '\xff', '9'.repeat(30)]) {
        const damaged = `${log.slice(0, i)}${char}${log.slice(i + 1)}`;
        expect(decode(name, damaged).location.length).toBeLessThanOrEqual(255);
      }
    }
  });

  it('sets nothing in a log of another kind', () => {
    for (const other of ['', ' ', 'Accepted password for bob', '-'.repeat(5000)]) {
      const event = decode(name, other);
      expect(staticFields.filter((field) => isSet(event, field))).toEqual([]);
      expect(event.presetRule).toBeUndefined();
    }
  });
});
