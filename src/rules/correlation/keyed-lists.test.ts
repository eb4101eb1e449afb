import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedLists } from './keyed-lists.ts';

describe('lists by key', () => {
  it('stand in order of last use, whatever is used and removed', () => {
    const step = fc.record({
      what: fc.constantFrom('use', 'use', 'use', 'remove', 'removeFirst', 'clear'),
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e', ''),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const lists = new KeyedLists();
        let model: string[] = [];
        for (const { what, key } of steps) {
          if (what === 'use') {
            expect(lists.use(key).key).toBe(key);
            model = [...model.filter((one) => one !== key), key];
          } else if (what === 'clear') {
            lists.clear();
            model = [];
          } else {
            const list = what === 'remove' ? lists.get(key) : lists.unusedLongest;
            if (list !== undefined) lists.remove(list);
            model = model.filter((one) => one !== list?.key);
          }
          expect([...lists].map((list) => list.key)).toEqual(model);
          expect(lists.unusedLongest?.key).toBe(model[0]);
          expect(lists.size).toBe(model.length);
        }
      }),
    );
  });

  it('are the same list at every use until it is removed', () => {
    const lists = new KeyedLists();
    const first = lists.use('a');
    expect(lists.use('a')).toBe(first);
    lists.remove(first);
    lists.remove(first);
    expect(lists.get('a')).toBeUndefined();
    expect(lists.use('a')).not.toBe(first);
  });
});
