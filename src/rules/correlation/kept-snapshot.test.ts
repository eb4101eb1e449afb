import { deserialize, serialize } from 'node:v8';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/rule-bench.ts';
import type { KeptEvent, KeptLayout } from './kept-event.ts';
import { keptOf, layoutOf } from './kept-event.ts';
import type { KeptSnapshot, ListsSnapshot } from './kept-snapshot.ts';
import { KeptPacker, unpackEvents, unpackLists } from './kept-snapshot.ts';

const layout: KeptLayout = { fields: ['srcip', '$name'], keyed: false, withLogs: true };
const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', '\xff', '\n', ' ') });
const optional = fc.option(word, { nil: undefined });
const parts = fc.record({
  second: fc.nat({ max: 2_000_000_000 }),
  location: fc.constantFrom('/var/log/a', '(agent) any->b', ''),
  fullLog: word,
  log: word,
  ascii: fc.boolean(),
  decoderType: fc.constantFrom('syslog', 'web-log', 'ossec', 'firewall'),
  mark: fc.nat({ max: 16 }),
  ruleId: fc.nat({ max: 100_000 }),
  srcip: optional,
  name: optional,
  toldAt: fc.option(fc.nat({ max: 2 ** 40 }), { nil: undefined }),
});

type Parts = typeof parts extends fc.Arbitrary<infer T> ? T : never;

function kept({ second, name, ruleId, toldAt, ...fields }: Parts): KeptEvent {
  const dynamic = name === undefined ? undefined : new Map([['name', name]]);
  const made = keptOf(eventOf({ timeMs: second * 1000, ...fields, dynamic }), layout, ruleId);
  if (toldAt !== undefined) made.toldAt(toldAt);
  return made;
}

/** All that can be asked of an event. */
function facts(event: KeptEvent | undefined): unknown {
  if (event === undefined) return undefined;
  const { second, location, fullLog, log, ascii, decoderType, mark, ruleId, alertId } = event;
  const values = [event.value('srcip'), event.value('$name')];
  return { second, location, fullLog, log, ascii, decoderType, mark, ruleId, alertId, values };
}

function stored<T>(value: T): T {
  return deserialize(serialize(value)) as T;
}

describe('a snapshot of kept events', () => {
  it('brings back each of them, and every list with its own', () => {
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 12 }),
        fc.array(fc.array(fc.nat())),
        (all, picks) => {
          const events = all.map(kept);
          const lists = picks.map((picked, i) => {
            const members = picked.flatMap((pick) => events[pick % events.length] ?? []);
            return [`list ${i}`, members] as const;
          });
          const packer = new KeptPacker();
          const packed: { lists: ListsSnapshot; events: KeptSnapshot } = stored({
            lists: packer.lists(lists),
            events: packer.events(layout),
          });
          const back = [...unpackLists(packed.lists, unpackEvents(packed.events, layout))];
          expect(back.map(([name, members]) => [name, members.map(facts)])).toEqual(
            lists.map(([name, members]) => [name, members.map(facts)]),
          );
        },
      ),
    );
  });

  it('holds an event once, however many lists it is in', () => {
    const packer = new KeptPacker();
    const one = keptOf(eventOf(), layout, 100);
    const other = keptOf(eventOf(), layout, 100);
    const lists = packer.lists([
      ['a', [one, other]],
      ['b', [other, one, one]],
    ]);
    const events = unpackEvents(packer.events(layout), layout);
    expect(events).toHaveLength(2);
    const [first, second] = [...unpackLists(lists, events)].map(([, members]) => members);
    expect(second?.[0]).toBe(first?.[1]);
    expect(second?.[1]).toBe(first?.[0]);
  });

  it('numbers anew for each snapshot', () => {
    const one = keptOf(eventOf(), layout, 100);
    const other = keptOf(eventOf(), layout, 100);
    const before = new KeptPacker();
    expect([before.number(one), before.number(other)]).toEqual([0, 1]);
    const after = new KeptPacker();
    expect([after.number(other), after.number(one), after.number(other)]).toEqual([0, 1, 0]);
  });

  it('goes on under other rules: what they compare and was not kept has no value', () => {
    const packer = new KeptPacker();
    packer.number(keptOf(eventOf({ srcip: '1.1.1.1', dstuser: 'u' }), layout, 100));
    const other: KeptLayout = { fields: ['dstuser', 'srcip'], keyed: false, withLogs: true };
    const [event] = unpackEvents(packer.events(layout), other);
    expect(event?.value('srcip')).toBe('1.1.1.1');
    expect(event?.value('dstuser')).toBeUndefined();
  });

  it('of nothing is nothing', () => {
    const packer = new KeptPacker();
    expect(unpackEvents(packer.events(layout), layout)).toEqual([]);
    expect([...unpackLists(packer.lists([]), [])]).toEqual([]);
  });
});

describe('what is kept', () => {
  const composite = {
    kind: 'sid',
    ruleId: 101,
    baseId: 100,
    pattern: undefined,
    level: 5,
    dialect: 'ossec',
    frequency: 2,
    timeframe: 60,
    same: ['srcip'],
    different: ['url', 'dstuser'],
    perAgent: false,
  } as const;

  it.each([
    ['keyed: what differs', [composite], true, ['dstuser', 'url'], false],
    ['not keyed: what is the same as well', [composite], false, ['dstuser', 'srcip', 'url'], false],
    [
      'logs where a search by log is',
      [{ ...composite, kind: 'regex' } as const],
      true,
      undefined,
      true,
    ],
    ['nothing without composites', [], true, [], false],
  ] as const)('%s', (_name, composites, keyed, fields, withLogs) => {
    const made = layoutOf(composites, keyed);
    expect(made.withLogs).toBe(withLogs);
    if (fields !== undefined) expect(made.fields).toEqual(fields);
  });

  it('has no log where nobody looks at it, and no values where nobody compares them', () => {
    const event = eventOf({ log: 'a log', srcip: '1.1.1.1' });
    const spare = keptOf(event, { ...layout, withLogs: false }, 100, false);
    expect(spare.log).toBe('');
    expect(spare.value('srcip')).toBeUndefined();
    expect(event.kept).toBe(spare);
  });

  it('has the id of its alert from the second and the place in the file', () => {
    const one = keptOf(eventOf({ timeMs: 1_700_000_000_999 }), layout, 100);
    expect(one.alertId).toBe('');
    one.toldAt(0);
    expect(one.alertId).toBe('1700000000.0');
    one.toldAt(5_000_000_000);
    expect(one.alertId).toBe('1700000000.5000000000');
  });
});
