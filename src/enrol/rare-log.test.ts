import { expect, it } from 'vitest';
import { RareLog } from './rare-log.ts';

it('writes one line a minute and counts what it kept back', () => {
  const clock = { ms: 0 };
  const written: string[] = [];
  const log = new RareLog(
    () => clock.ms,
    (text) => written.push(text),
  );
  log.tell('first');
  for (let i = 0; i < 1000; i++) log.tell('flood');
  clock.ms = 59_999;
  log.tell('flood');
  clock.ms = 60_000;
  log.tell('last');
  clock.ms = 120_000;
  log.tell('alone');

  expect(written).toEqual(['first.', 'last (and 1001 others since the last report).', 'alone.']);
});
