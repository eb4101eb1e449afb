import { expect, it } from 'vitest';
import { LocationTable } from './location-table.ts';

it('stays within its bounds, the oldest giving way', () => {
  const table = new LocationTable<number>({ perLocation: 2, inAll: 3 });
  for (const key of ['1', '2', '3']) table.set('a', key, 0);
  expect([table.get('a', '1'), table.get('a', '3'), table.evicted]).toEqual([undefined, 0, 1]);
  table.set('b', '1', 1);
  table.set('c', '1', 2);
  expect([table.get('a', '2'), table.get('c', '1'), table.evicted]).toEqual([undefined, 2, 2]);
  const sizes = [...table.snapshot().values()].map((rows) => rows.size);
  expect(sizes).toEqual([1, 1, 1]);
});
