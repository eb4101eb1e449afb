import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/rule-bench.ts';
import { KeptEvents } from './kept-events.ts';
import type { KeptLayout } from './kept-layout.ts';

const layout: KeptLayout = { fields: ['srcip'], keyed: true, withLogs: true };

describe('kept events', () => {
  it('are what they were until no list holds them, however many come and go', () => {
    const step = fc.record({ drop: fc.boolean(), pick: fc.nat(), size: fc.nat({ max: 3000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const events = new KeptEvents(layout);
        const model: { place: number; log: string }[] = [];
        for (const [i, { drop, pick, size }] of steps.entries()) {
          if (drop && model.length > 0) {
            const [gone] = model.splice(pick % model.length, 1);
            events.release(gone?.place ?? -1);
          } else {
            const log = `${i} ${'x'.repeat(size)}`;
            const place = events.add(eventOf({ log, srcip: `ip${i}`, mark: i }), i, true);
            events.hold(place);
            model.push({ place, log });
          }
          expect(events.count).toBe(model.length);
        }
        for (const { place, log } of model) {
          const i = Number.parseInt(log, 10);
          expect(events.fullLog(place)).toBe(log);
          expect(events.log(place)).toBe(log);
          expect(events.value(place, 'srcip')).toBe(`ip${i}`);
          expect([events.mark(place), events.ruleId(place)]).toEqual([i, i]);
        }
      }),
    );
  });

  it('take no more than twice the room of their texts, and some megabytes', () => {
    const events = new KeptEvents({ ...layout, withLogs: false });
    const held: number[] = [];
    for (let i = 0; i < 20_000; i++) {
      const place = events.add(
        eventOf({ log: 'x', fullLog: `${i} ${'y'.repeat(5000)}` }),
        1,
        false,
      );
      events.hold(place);
      held.push(place);
      if (held.length > 100) events.release(held.shift() ?? -1);
    }
    expect(events.count).toBe(100);
    expect(events.reach).toBeLessThan(110);
    expect(events.textBytes).toBeLessThan(2 * 100 * 5010 + 5 * 1024 * 1024);
    const last = held.map((place) => Number.parseInt(events.fullLog(place), 10));
    expect(last).toEqual(Array.from({ length: 100 }, (_, i) => 19_900 + i));
  });

  it('are forgotten at once when no list took them', () => {
    const events = new KeptEvents(layout);
    const place = events.add(eventOf(), 100, true);
    events.dropUnheld(place);
    expect(events.count).toBe(0);
    const held = events.add(eventOf(), 100, true);
    events.hold(held);
    events.dropUnheld(held);
    expect(events.count).toBe(1);
  });

  it('are held by as many lists as took them', () => {
    const events = new KeptEvents(layout);
    const place = events.add(eventOf(), 100, true);
    events.hold(place);
    events.hold(place);
    events.release(place);
    expect(events.count).toBe(1);
    events.release(place);
    expect(events.count).toBe(0);
  });

  it('have no log where nobody looks at it, and no values where nobody compares them', () => {
    const events = new KeptEvents({ ...layout, withLogs: false });
    const place = events.add(eventOf({ log: 'a log', srcip: '1.1.1.1' }), 100, false);
    expect(events.log(place)).toBe('');
    expect(events.fullLog(place)).toBe('a log');
    expect(events.value(place, 'srcip')).toBeUndefined();
  });

  it('have the id of their alert from the second and the place in the file', () => {
    const events = new KeptEvents(layout);
    const event = eventOf({ timeMs: 1_700_000_000_999 });
    const place = events.add(event, 100, true);
    expect(events.alertId(place)).toBe('');
    event.kept?.toldAt(0);
    expect(events.alertId(place)).toBe('1700000000.0');
    event.kept?.toldAt(5_000_000_000);
    expect(events.alertId(place)).toBe('1700000000.5000000000');
  });

  it('leave copies behind', () => {
    const events = new KeptEvents(layout);
    const place = events.add(eventOf({ log: 'first', location: '/a' }), 100, true);
    const copy = events.copy(place);
    events.dropUnheld(place);
    events.add(eventOf({ log: 'second', location: '/b' }), 100, true);
    expect(copy).toEqual({ fullLog: 'first', location: '/a', alertId: '' });
  });
});
