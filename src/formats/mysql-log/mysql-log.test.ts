import { expect, it } from 'vitest';
import { frame, texts } from '../testing/frame.ts';

it.each([
  ['260102 10:00:00\t 5 Connect a@b\n', ['MySQL log: 260102 10:00:00 5 Connect a@b']],
  ['260102  9:00:00 x\n', ['MySQL log: 260102  9:00:00 x']],
  [
    '260102 10:00:00 x\n\t\t      6 Query SELECT 1\n',
    ['MySQL log: 260102 10:00:00 x', 'MySQL log: 260102 10:00:00 6 Query SELECT 1'],
  ],
  ['\t\t      orphan\n', []],
  ['260102 10:00:00\n', ['MySQL log: 260102 10:00:00 ']],
  [
    '2026-01-02T10:00:00.123456Z 12 [Note] Access denied\n',
    ['MySQL log: 2026-01-02T10:00:00.123456Z 12 [Note] Access denied'],
  ],
  ['Version: 5.1 started\n', []],
])('%j', (bytes, expected) => {
  expect(texts('mysql_log', bytes)).toEqual(expected);
});

it('remembers the time across a restart', () => {
  const { memory, reached } = frame('mysql_log', '260102 10:00:00 x\n');
  expect(reached).toBe(18);

  const after = texts('mysql_log', '\t\t      y\n', { memory, start: reached });

  expect(after).toEqual(['MySQL log: 260102 10:00:00 y']);
});

it('has a queue of its own, and ranges that take in what is skipped', () => {
  expect(frame('mysql_log', 'no\n260102 10:00:00 x\n').records).toMatchObject([
    { queue: 'a', from: 0, to: 21 },
  ]);
});
