import { describe, expect, it } from 'vitest';
import { Guests } from './guests.ts';

function newGuests(connectionsMax = 64) {
  const clock = { ms: 0 };
  return { clock, guests: new Guests(() => clock.ms, connectionsMax) };
}

function enterTimes(guests: Guests, address: string, times: number): readonly string[] {
  return Array.from({ length: times }, () => guests.enter(address) ?? 'in');
}

describe('connections', () => {
  it('are limited for a sender, and given back when it leaves', () => {
    const { guests } = newGuests();

    expect(enterTimes(guests, '192.0.2.1', 17).at(-1)).toBe('too many connections');
    expect(guests.enter('192.0.2.2')).toBeUndefined();
    guests.leave('192.0.2.1');
    expect(enterTimes(guests, '192.0.2.1', 2)).toEqual(['in', 'too many connections']);
  });

  it('are limited for all together', () => {
    const { guests } = newGuests(3);
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) guests.enter(address);

    expect(guests.enter('192.0.2.4')).toBe('too many connections');
    guests.leave('192.0.2.2');
    expect(guests.enter('192.0.2.4')).toBeUndefined();
  });

  it('of senders without an address are limited too', () => {
    const { guests } = newGuests();

    expect(enterTimes(guests, '', 17).at(-1)).toBe('too many connections');
  });
});

describe('failures', () => {
  it('close the door after ten, and open it one by one', () => {
    const { clock, guests } = newGuests();
    for (let i = 0; i < 10; i++) {
      expect(guests.enter('192.0.2.1')).toBeUndefined();
      guests.leave('192.0.2.1');
      guests.failed('192.0.2.1');
    }

    expect(guests.enter('192.0.2.1')).toBe('too many failures');
    expect(guests.enter('192.0.2.2')).toBeUndefined();
    clock.ms = 29_999;
    expect(guests.enter('192.0.2.1')).toBe('too many failures');
    clock.ms = 30_000;
    expect(guests.enter('192.0.2.1')).toBeUndefined();
    guests.failed('192.0.2.1');
    expect(guests.enter('192.0.2.1')).toBe('too many failures');
  });

  it('count for all of an IPv6 network together', () => {
    const { guests } = newGuests();
    for (let i = 0; i < 10; i++) guests.failed(`2001:db8::${i}`);

    expect(guests.enter('2001:db8::ffff')).toBe('too many failures');
    expect(guests.enter('2001:db8:0:1::1')).toBeUndefined();
  });

  it('are forgotten after a while', () => {
    const { clock, guests } = newGuests();
    for (let i = 0; i < 20; i++) guests.failed('192.0.2.1');
    clock.ms = 10 * 30_000;
    for (let i = 0; i < 9; i++) guests.failed('192.0.2.1');

    expect(guests.enter('192.0.2.1')).toBeUndefined();
  });

  it('of very many senders take no more memory: the oldest is let in again', () => {
    const { guests } = newGuests();
    for (let i = 0; i < 10; i++) guests.failed('192.0.2.1');
    for (let i = 0; i < 4096; i++) guests.failed(`10.0.${i >> 8}.${i & 255}`);

    expect(guests.enter('192.0.2.1')).toBeUndefined();
  });

  it('do not come back when the clock goes back', () => {
    const { clock, guests } = newGuests();
    clock.ms = 1_000_000;
    for (let i = 0; i < 10; i++) guests.failed('192.0.2.1');
    clock.ms = 0;

    expect(guests.enter('192.0.2.1')).toBe('too many failures');
  });
});

describe('agents without a password', () => {
  it('enrol at a pace', () => {
    const { clock, guests } = newGuests();
    const enrolled = (): number => {
      let count = 0;
      while (guests.mayEnrolOpenly('192.0.2.1')) count++;
      return count;
    };

    expect(enrolled()).toBe(60);
    clock.ms = 5000;
    expect(enrolled()).toBe(5);
    expect(guests.mayEnrolOpenly('192.0.2.2')).toBe(true);
  });
});
