import { describe, expect, it } from 'vitest';
import { Event } from '../event/index.ts';
import { Duplicates } from './duplicates.ts';
import { isCompleteFirewall, normaliseAction } from './firewall.ts';

describe('normaliseAction', () => {
  it.each([
    ['drop', 'DROP'],
    ['Deny', 'DROP'],
    ['reject', 'DROP'],
    ['blocked', 'DROP'],
    ['close', 'CLOSED'],
    ['Teardown', 'CLOSED'],
    ['accept', 'ALLOW'],
    ['pass', 'ALLOW'],
    ['OPEN', 'ALLOW'],
    ['silent-drop', 'DROP'],
    ['is accepted', 'ALLOW'],
    ['filtered', 'UNKNOWN'],
    ['', 'UNKNOWN'],
    ['7', 'UNKNOWN'],
  ])('%j is %s', (action, expected) => {
    expect(normaliseAction(action)).toBe(expected);
  });
});

describe('isCompleteFirewall', () => {
  const whole = { action: 'drop', srcip: '::1', dstip: '::2', protocol: 'TCP' };
  it.each([
    ['all four', {}, true],
    ['no action', { action: undefined }, false],
    ['no source', { srcip: undefined }, false],
    ['no destination', { dstip: undefined }, false],
    ['no protocol', { protocol: undefined }, false],
    ['no ports', { srcport: undefined, dstport: undefined }, true],
    ['an empty action', { action: '' }, true],
  ])('%s: %j', (_, fields, expected) => {
    const event = Object.assign(new Event(0, '1', 'stdin', 'log'), whole, fields);
    expect(isCompleteFirewall(event)).toBe(expected);
  });
});

describe('Duplicates', () => {
  it.each([
    ['a a', [false, true]],
    ['a b a', [false, false, true]],
    ['a b c a', [false, false, false, true]],
    ['a b c d a', [false, false, false, false, false]],
    ['a a a b b', [false, true, true, false, true]],
    // A repetition does not make its log younger.
    ['a b a c d a', [false, false, true, false, false, false]],
  ])('%s: %j', (logs, expected) => {
    const duplicates = new Duplicates();
    expect(logs.split(' ').map((log) => duplicates.isRepeated(log))).toEqual(expected);
  });

  it('goes on from a snapshot', () => {
    const first = new Duplicates();
    for (const log of ['a', 'b']) first.isRepeated(log);
    const second = new Duplicates();
    second.restore(first.snapshot());
    expect(['b', 'c', 'd', 'a'].map((log) => second.isRepeated(log))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
