import { describe, expect, it } from 'vitest';
import { parseNetwork } from '../../base/index.ts';
import type { SenderRule } from '../../config/index.ts';
import { SyslogIntake, type SyslogRecord } from './syslog-intake.ts';

function rules(...texts: readonly string[]): readonly SenderRule[] {
  return texts.map((text) => {
    const isNegated = text.startsWith('!');
    const literal = isNegated ? text.slice(1) : text;
    const network =
      literal === 'any' ? { address: new Uint8Array(16), bits: 0 } : parseNetwork(literal);
    if (network === undefined) throw new Error(text);
    return { network, isNegated };
  });
}

function intake(allowed: readonly string[], denied: readonly string[] = [], hasRoom = true) {
  const clock = { ms: 0 };
  const taken: SyslogRecord[] = [];
  const told: string[] = [];
  const made = new SyslogIntake({
    allowed: rules(...allowed),
    denied: rules(...denied),
    take: (record) => {
      if (hasRoom) taken.push(record);
      return hasRoom;
    },
    clock: () => clock.ms,
    warn: (text) => told.push(text),
  });
  return { intake: made, clock, taken, told };
}

describe('admits', () => {
  it.each([
    { allowed: ['10.0.0.0/8'], denied: [], address: '10.1.2.3', is: true },
    { allowed: ['10.0.0.0/8'], denied: [], address: '11.1.2.3', is: false },
    { allowed: [], denied: [], address: '10.1.2.3', is: false },
    { allowed: ['any'], denied: ['10.0.0.0/8'], address: '10.1.2.3', is: false },
    { allowed: ['any'], denied: ['10.0.0.0/8', '!10.1.0.0/16'], address: '10.1.2.3', is: true },
    { allowed: ['10.0.0.0/8', '!10.1.2.3'], denied: [], address: '10.1.2.3', is: false },
    { allowed: ['!10.1.2.3', '10.0.0.0/8'], denied: [], address: '10.1.2.3', is: true },
    { allowed: ['2001:db8::/32'], denied: [], address: '2001:db8::1', is: true },
    { allowed: ['any'], denied: [], address: 'fe80::1%eth0', is: false },
  ])('$address with $allowed and without $denied: $is', ({ allowed, denied, address, is }) => {
    expect(intake(allowed, denied).intake.admits(address)).toBe(is);
  });

  it('tells once a minute whom it turned away', () => {
    const { intake: made, clock, told } = intake([]);
    for (let i = 0; i < 100; i++) made.admits('10.0.0.1');
    clock.ms = 60_000;
    made.admits('10.0.0.2');

    expect(told).toEqual([
      'Message of 10.0.0.1 not allowed.',
      'Message of 10.0.0.2 not allowed (and 99 others since the last report).',
    ]);
    expect(made.refused).toBe(101);
  });
});

describe('take', () => {
  it.each([
    { message: '<13>Jan  2 03:04:05 router x: y', text: 'Jan  2 03:04:05 router x: y' },
    { message: '<13>1 2026-01-02T03:04:05Z a b', text: '1 2026-01-02T03:04:05Z a b' },
    { message: 'no priority > here', text: 'no priority > here' },
    { message: '<no end', text: '<no end' },
  ])('makes a record of $message', ({ message, text }) => {
    const { intake: made, taken } = intake(['any']);
    made.take(message, '10.0.0.1');

    expect(taken).toEqual([{ queue: '2', location: '10.0.0.1', text }]);
  });

  it.each(['', '<13>'])('makes none of %j', (message) => {
    const { intake: made, taken } = intake(['any']);
    made.take(message, '10.0.0.1');

    expect(taken).toEqual([]);
  });

  it('holds a sender that floods to its limit, and no other', () => {
    const { intake: made, clock, taken } = intake(['any']);
    for (let i = 0; i < 150_000; i++) made.take('x', '10.0.0.1');
    expect(taken).toHaveLength(100_000);
    made.take('x', '10.0.0.2');
    expect(taken).toHaveLength(100_001);
    clock.ms = 1000;
    for (let i = 0; i < 150_000; i++) made.take('x', '10.0.0.1');
    expect(taken).toHaveLength(150_001);
    expect(made.dropped).toBe(150_000);
  });

  it('counts that there was no room', () => {
    const { intake: made, told } = intake(['any'], [], false);
    made.take('x', '10.0.0.1');

    expect(made.dropped).toBe(1);
    expect(told).toEqual(['Message of 10.0.0.1 dropped: waited for analysis in vain.']);
  });
});

describe('offer', () => {
  it('lets a sender that floods wait, and loses nothing of it', () => {
    const { intake: made, clock, taken } = intake(['any']);
    let offered = 0;
    for (; made.offer('x', '10.0.0.1') === 0; ) offered++;
    expect(offered).toBe(100_000);
    expect(made.offer('x', '10.0.0.1')).toBe(20);
    expect(made.offer('x', '10.0.0.2')).toBe(0);
    clock.ms = 20;
    for (; made.offer('x', '10.0.0.1') === 0; ) offered++;

    expect(offered).toBe(101_000);
    expect(taken).toHaveLength(101_001);
    expect(made.dropped).toBe(0);
  });

  it('lets a sender wait while there is no room', () => {
    const { intake: made } = intake(['any'], [], false);

    expect(made.offer('x', '10.0.0.1')).toBe(50);
    expect(made.offer('<13>', '10.0.0.1')).toBe(0);
    expect(made.dropped).toBe(0);
  });
});

it('remembers the pace of so many senders and no more', () => {
  const { intake: made, taken } = intake(['any']);
  for (let i = 0; i < 100_000; i++) made.take('x', '10.0.0.1');
  for (let i = 0; i < 4095; i++) made.take('x', `10.1.${i >> 8}.${i & 255}`);
  const before = taken.length;
  made.take('x', '10.0.0.1');
  expect(taken).toHaveLength(before);
  // One more, and the first is forgotten, no other.
  made.take('x', '10.2.0.1');
  made.take('x', '10.0.0.1');

  expect(taken).toHaveLength(before + 2);
});
