import { expect, it } from 'vitest';
import { frame, texts } from '../testing/frame.ts';

const first = '[2026-01-02 10:00:00.123 CET] LOG:  statement: SELECT 1';

it.each([
  [`${first}\n\tFROM t\n\tWHERE x\n${first}\n`, [`${first} \tFROM t \tWHERE x`, first]],
  [`${first}\n`, [first]],
  ['no date\n\tmore\n', ['no date \tmore']],
  ['\torphan\n', ['\torphan']],
  ['\n', []],
])('joins %j', (bytes, expected) => {
  expect(texts('postgresql_log', bytes)).toEqual(expected);
});

it('has a queue of its own', () => {
  expect(frame('postgresql_log', `${first}\n`).records).toMatchObject([{ queue: 'b' }]);
});
