import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBatches, joinedBytes, splitBatches } from './index.ts';

describe('batches that go together', () => {
  it('come apart as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (arrays) => {
        const batches = arrays.map((one) => Buffer.from(one));
        const joined = joinBatches(batches);
        expect(splitBatches(joined)).toEqual(batches);
        expect(joined.length).toBe(batches.reduce((sum, one) => sum + joinedBytes(one), 0));
      }),
    );
  });

  it.each([
    ['half a length', Buffer.alloc(3)],
    ['a length beyond the end', Buffer.from([2, 0, 0, 0, 1])],
    ['a length beyond any', Buffer.from([255, 255, 255, 255])],
    ['a tail', Buffer.from([0, 0, 0, 0, 9])],
  ])('are refused with %s', (_, bytes) => {
    expect(splitBatches(bytes)).toBeUndefined();
  });
});
