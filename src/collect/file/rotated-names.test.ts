import { expect, it } from 'vitest';
import { compressionOf, isRotatedName, rotationNumber } from './rotated-names.ts';

it.each([
  ['a.log.1', true],
  ['a.log.12', true],
  ['a.log.1.gz', true],
  ['a.log.gz', true],
  ['a.log-20261124', true],
  ['a.log-20261124.xz', true],
  ['a.log-20261124-1767326645.zst', true],
  ['a.log.2026-11-24', true],
  ['a.log_2026-11-24T10:00', true],
  ['a.log.old', true],
  ['a-2026-11-24.log', true],
  ['a-20261124.log.gz', true],
  ['a.20261124.log', true],
  ['a.log', false],
  ['a.log.err', false],
  ['a.log-vhost', false],
  ['a.log.1x', false],
  ['a-1.log', false],
  ['ab.log', false],
  ['b.log.1', false],
  ['a.log.', false],
])('%s came of a.log: %s', (name, expected) => {
  expect(isRotatedName(name, 'a.log')).toBe(expected);
});

it.each([
  ['a.log.3', 3],
  ['a.log.10.gz', 10],
  ['a.log-20261124', undefined],
  ['a.log.old', undefined],
])('the number of %s', (name, expected) => {
  expect(rotationNumber(name, 'a.log')).toBe(expected);
});

it.each([
  ['a.gz', '.gz'],
  ['a.zst', '.zst'],
  ['a.bz2', '.bz2'],
  ['a.xz', '.xz'],
  ['a.gzip', undefined],
  ['gz', undefined],
])('how %s is packed', (name, expected) => {
  expect(compressionOf(name)).toBe(expected);
});
