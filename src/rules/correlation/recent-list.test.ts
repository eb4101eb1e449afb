import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/rule-bench.ts';
import { keptOf } from './kept-event.ts';
import { RecentList } from './recent-list.ts';

const layout = { fields: [], keyed: true, withLogs: true };
const kept = (log: string) => keptOf(eventOf({ log }), layout, 100);

describe('RecentList', () => {
  it('is empty at first', () => {
    const list = new RecentList();
    expect(list.length).toBe(0);
    expect(list.newest(0)).toBeUndefined();
    expect(list.oldest()).toBeUndefined();
    expect(list.dropOldest()).toBeUndefined();
    expect(list.toArray()).toEqual([]);
  });

  it('does what a plain array does', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant('push' as const) },
      { weight: 2, arbitrary: fc.constant('drop' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const list = new RecentList();
        const model: string[] = [];
        for (const [i, what] of steps.entries()) {
          if (what === 'push') {
            list.push(kept(String(i)));
            model.push(String(i));
          } else {
            expect(list.dropOldest()?.log).toBe(model.shift());
          }
          expect(list.length).toBe(model.length);
          expect(list.oldest()?.log).toBe(model[0]);
          expect(list.newest(0)?.log).toBe(model.at(-1));
          expect(list.newest(model.length)).toBeUndefined();
        }
        expect(list.toArray().map((event) => event.log)).toEqual(model);
      }),
    );
  });

  it('moves what it holds after many drops, and loses nothing', () => {
    const list = new RecentList();
    for (let i = 0; i < 1000; i++) {
      list.push(kept(String(i)));
      if (i >= 40) list.dropOldest();
    }
    expect(list.toArray().map((event) => event.log)).toEqual(
      Array.from({ length: 40 }, (_, i) => String(960 + i)),
    );
  });
});
