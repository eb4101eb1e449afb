import { describe, expect, it } from 'vitest';
import { KeptColumns } from './kept-columns.ts';

const names = [
  'seconds',
  'marks',
  'rules',
  'kinds',
  'toldAt',
  'holders',
  'fullLogs',
  'fullLogLengths',
  'logs',
  'logLengths',
] as const;

describe('columns of kept events', () => {
  it('are all of one length, before and after they grow', () => {
    const columns = new KeptColumns();
    for (let round = 0; round < 3; round++) {
      expect(names.map((name) => columns[name].length)).toEqual(names.map(() => columns.capacity));
      columns.grow();
    }
    expect(columns.capacity).toBe(256 * 8);
  });

  it.each(names)('keep what is in %s when they grow', (name) => {
    const columns = new KeptColumns();
    columns[name][0] = 7;
    columns[name][columns.capacity - 1] = 9;
    const last = columns.capacity - 1;
    columns.grow();
    expect([columns[name][0], columns[name][last], columns[name][last + 1]]).toEqual([7, 9, 0]);
  });
});
