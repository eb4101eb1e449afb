import { deserialize, serialize } from 'node:v8';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/rule-bench.ts';
import { KeptEvents } from './kept-events.ts';
import type { KeptLayout } from './kept-layout.ts';
import { layoutOf } from './kept-layout.ts';
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

function keep(events: KeptEvents, { second, name, ruleId, toldAt, ...fields }: Parts): number {
  const dynamic = name === undefined ? undefined : new Map([['name', name]]);
  const event = eventOf({ timeMs: second * 1000, ...fields, dynamic });
  const place = events.add(event, ruleId, true);
  if (toldAt !== undefined) event.kept?.toldAt(toldAt);
  return place;
}

/** All that can be asked of an event. */
function facts(events: KeptEvents, place: number): unknown {
  return {
    ...events.copy(place),
    second: events.second(place),
    log: events.log(place),
    ascii: events.ascii(place),
    decoderType: events.decoderType(place),
    mark: events.mark(place),
    ruleId: events.ruleId(place),
    values: [events.value(place, 'srcip'), events.value(place, '$name')],
  };
}

function stored<T>(value: T): T {
  return deserialize(serialize(value)) as T;
}

describe('a snapshot of kept events', () => {
  it('brings back each of them, and every list with its own', () => {
    const picks = fc.array(fc.array(fc.nat()));
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), picks, (all, chosen) => {
        const events = new KeptEvents(layout);
        const places = all.map((one) => keep(events, one));
        const lists = chosen.map((picked, i) => {
          const members = picked.flatMap((pick) => places[pick % places.length] ?? []);
          return [`list ${i}`, members] as const;
        });
        const packer = new KeptPacker(events);
        const packed: { lists: ListsSnapshot; events: KeptSnapshot } = stored({
          lists: packer.lists(lists),
          events: packer.events(),
        });
        const next = new KeptEvents(layout);
        const back = [...unpackLists(packed.lists, unpackEvents(packed.events, next))];
        expect(
          back.map(([name, members]) => [name, members.map((one) => facts(next, one))]),
        ).toEqual(lists.map(([name, members]) => [name, members.map((one) => facts(events, one))]));
      }),
    );
  });

  it('holds an event once, however many lists it is in', () => {
    const events = new KeptEvents(layout);
    const [one, other] = [events.add(eventOf(), 100, true), events.add(eventOf(), 100, true)];
    const packer = new KeptPacker(events);
    const lists = packer.lists([
      ['a', [one, other]],
      ['b', [other, one, one]],
    ]);
    const next = new KeptEvents(layout);
    const places = unpackEvents(packer.events(), next);
    expect(places).toHaveLength(2);
    const [first, second] = [...unpackLists(lists, places)].map(([, members]) => members);
    expect(second).toEqual([first?.[1], first?.[0], first?.[0]]);
  });

  it('does not depend on the places of events, which others had before', () => {
    const packed = [false, true].map((isUsed) => {
      const events = new KeptEvents(layout);
      const before = [0, 1, 2].map(() => events.add(eventOf({ log: 'before' }), 1, true));
      if (isUsed) for (const place of before) events.dropUnheld(place);
      const places = ['a', 'b'].map((log) => events.add(eventOf({ log }), 100, true));
      const packer = new KeptPacker(events);
      return { lists: packer.lists([['l', places]]), events: packer.events() };
    });
    expect(packed[0]).toEqual(packed[1]);
  });

  it('of many megabytes is several pieces', () => {
    const events = new KeptEvents(layout);
    const texts = Array.from({ length: 30 }, (_, i) => String.fromCharCode(i + 65).repeat(900_000));
    const places = texts.map((log) => events.add(eventOf({ log, ascii: true }), 100, true));
    const packer = new KeptPacker(events);
    const lists = packer.lists([['all', places]]);
    const packed = packer.events();
    expect(packed.fullLogs.pieces.length).toBeGreaterThan(2);
    const next = new KeptEvents(layout);
    for (const [, members] of unpackLists(lists, unpackEvents(packed, next))) {
      expect(members.every((place, i) => next.fullLog(place) === texts[i])).toBe(true);
      expect(members).toHaveLength(30);
    }
  });

  it('goes on under other rules: what they compare and was not kept has no value', () => {
    const events = new KeptEvents(layout);
    const packer = new KeptPacker(events);
    packer.number(events.add(eventOf({ srcip: '1.1.1.1', dstuser: 'u' }), 100, true));
    const next = new KeptEvents({ ...layout, fields: ['dstuser', 'srcip'] });
    const [place = -1] = unpackEvents(packer.events(), next);
    expect(next.value(place, 'srcip')).toBe('1.1.1.1');
    expect(next.value(place, 'dstuser')).toBeUndefined();
  });

  it('of nothing is nothing', () => {
    const events = new KeptEvents(layout);
    const packer = new KeptPacker(events);
    expect(unpackEvents(packer.events(), events)).toEqual([]);
    expect([...unpackLists(packer.lists([]), [])]).toEqual([]);
  });
});

describe('a layout', () => {
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
});
