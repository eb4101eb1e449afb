import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/rule-bench.ts';
import { KeptEvents } from './kept-events.ts';
import { KeyedLists } from './keyed-lists.ts';

const layout = { fields: [], keyed: true, withLogs: false };
const none = (): KeptEvents => new KeptEvents(layout);

describe('lists by key', () => {
  it('stand in order of last use, whatever is used and removed', () => {
    const step = fc.record({
      what: fc.constantFrom('use', 'use', 'use', 'remove', 'removeFirst', 'clear'),
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e', ''),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const lists = new KeyedLists(none());
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
    const lists = new KeyedLists(none());
    const first = lists.use('a');
    expect(lists.use('a')).toBe(first);
    lists.remove(first);
    lists.remove(first);
    expect(lists.get('a')).toBeUndefined();
    expect(lists.use('a')).not.toBe(first);
  });

  it('let go of what they held when they are removed', () => {
    const events = none();
    const lists = new KeyedLists(events);
    const place = events.add(eventOf(), 100, false);
    lists.use('a').push(place);
    lists.use('b').push(place);
    lists.remove(lists.use('a'));
    expect(events.count).toBe(1);
    lists.clear();
    expect(events.count).toBe(0);
    expect(lists.size).toBe(0);
  });

  it('take a list of the same key for another one after it was removed', () => {
    const lists = new KeyedLists(none());
    const first = lists.use('a');
    lists.remove(first);
    const second = lists.use('a');
    lists.remove(first);
    expect(lists.get('a')).toBe(second);
  });

  it('know long keys again, whatever text they are a piece of', () => {
    const lists = new KeyedLists(none());
    const log = 'from 2001:db8::dead:beef port 22';
    const list = lists.use(log.slice(5, 24));
    expect(list.key).toBe('2001:db8::dead:beef');
    expect(lists.get('2001:db8::dead:beef')).toBe(list);
  });
});
