import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/rule-bench.ts';
import { KeptEvents } from './kept-events.ts';
import { RecentList } from './recent-list.ts';

function bench() {
  const events = new KeptEvents({ fields: [], keyed: true, withLogs: false });
  const list = new RecentList(events);
  const push = (log: string): void => list.push(events.add(eventOf({ log }), 100, false));
  const logOf = (place: number | undefined): string | undefined =>
    place === undefined ? undefined : events.fullLog(place);
  return { events, list, push, logOf };
}

describe('RecentList', () => {
  it('is empty at first', () => {
    const { list } = bench();
    expect(list.length).toBe(0);
    expect(list.newest(0)).toBeUndefined();
    expect(list.oldest()).toBeUndefined();
    expect(list.dropOldest()).toBeUndefined();
    expect(list.toArray()).toEqual([]);
  });

  it('does what a plain array does, and holds no more', () => {
    const step = fc.oneof(
      { weight: 30, arbitrary: fc.constant('push' as const) },
      { weight: 20, arbitrary: fc.constant('drop' as const) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const { events, list, push, logOf } = bench();
        let model: string[] = [];
        for (const [i, what] of steps.entries()) {
          if (what === 'push') {
            push(String(i));
            model.push(String(i));
          } else if (what === 'clear') {
            list.clear();
            model = [];
          } else {
            expect(logOf(list.oldest())).toBe(model.shift());
            list.dropOldest();
          }
          expect(list.length).toBe(model.length);
          expect(events.count).toBe(model.length);
          expect(logOf(list.oldest())).toBe(model[0]);
          expect(logOf(list.newest(0))).toBe(model.at(-1));
          expect(list.newest(model.length)).toBeUndefined();
        }
        expect(list.toArray().map(logOf)).toEqual(model);
      }),
    );
  });

  it('moves what it holds after many drops, and loses nothing', () => {
    const { list, push, logOf } = bench();
    for (let i = 0; i < 1000; i++) {
      push(String(i));
      if (i >= 40) list.dropOldest();
    }
    expect(list.toArray().map(logOf)).toEqual(
      Array.from({ length: 40 }, (_, i) => String(960 + i)),
    );
  });

  it('puts off the searches of one composite until enough was pushed', () => {
    const { list, push } = bench();
    const [one, other] = [{}, {}];
    expect(list.isPostponed(one)).toBe(false);
    push('a');
    list.postpone(one, 2);
    expect([list.isPostponed(one), list.isPostponed(other)]).toEqual([true, false]);
    push('b');
    list.dropOldest();
    expect(list.isPostponed(one)).toBe(true);
    push('c');
    expect(list.isPostponed(one)).toBe(false);
    list.postpone(other, 1);
    expect([list.isPostponed(one), list.isPostponed(other)]).toEqual([false, true]);
  });
});
