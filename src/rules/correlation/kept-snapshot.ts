import type { DecoderType } from '../../event/index.ts';
import type { ComparedField } from '../draft.ts';
import type { KeptLayout } from './kept-event.ts';
import { KeptEvent } from './kept-event.ts';
import type { PackedTexts } from './packed-texts.ts';
import { packTexts, unpackTexts } from './packed-texts.ts';

/** Kept events by columns: a few large values are written in no time, a million objects are not. */
export interface KeptSnapshot {
  readonly fields: readonly ComparedField[];
  /** Seconds since the epoch. */
  readonly seconds: Float64Array;
  readonly marks: Int32Array;
  readonly rules: Int32Array;
  /** Number of the decoder type times two, plus one for ASCII. */
  readonly kinds: Uint8Array;
  readonly locations: PackedTexts;
  /** Which of the locations. */
  readonly places: Uint32Array;
  readonly fullLogs: PackedTexts;
  readonly logs: PackedTexts;
  /** Where their alerts begin; negative without one. */
  readonly toldAt: Float64Array;
  /** All values of the first event, then those of the next. */
  readonly values: PackedTexts;
}

/** Lists of kept events by name, oldest event first; events by their number. */
export interface ListsSnapshot {
  readonly names: PackedTexts;
  readonly sizes: Uint32Array;
  readonly members: Uint32Array;
}

const decoderTypes: readonly DecoderType[] = [
  'syslog',
  'firewall',
  'ids',
  'web-log',
  'squid',
  'windows',
  'host-information',
  'ossec',
];

/** Gives events numbers, each its own however many lists it stands in. */
export class KeptPacker {
  readonly #events: KeptEvent[] = [];

  number(event: KeptEvent): number {
    return event.placeIn(this.#events);
  }

  lists(lists: Iterable<readonly [string, readonly KeptEvent[]]>): ListsSnapshot {
    const names: string[] = [];
    const sizes: number[] = [];
    const members: number[] = [];
    for (const [name, events] of lists) {
      names.push(name);
      sizes.push(events.length);
      for (const event of events) members.push(this.number(event));
    }
    return {
      names: packTexts(names),
      sizes: Uint32Array.from(sizes),
      members: Uint32Array.from(members),
    };
  }

  /** All events that got a number. */
  events({ fields }: KeptLayout): KeptSnapshot {
    const events = this.#events;
    const locations = new Map<string, number>();
    const places = new Uint32Array(events.length);
    const values: (string | undefined)[] = [];
    for (const [i, event] of events.entries()) {
      let place = locations.get(event.location);
      if (place === undefined) {
        place = locations.size;
        locations.set(event.location, place);
      }
      places[i] = place;
      for (let j = 0; j < fields.length; j++) values.push(event.values[j]);
    }
    return {
      fields,
      seconds: Float64Array.from(events, ({ second }) => second),
      marks: Int32Array.from(events, ({ mark }) => mark),
      rules: Int32Array.from(events, ({ ruleId }) => ruleId),
      kinds: Uint8Array.from(events, kindOf),
      locations: packTexts([...locations.keys()]),
      places,
      fullLogs: packTexts(events.map(({ fullLog }) => fullLog)),
      logs: packTexts(events.map(({ log }) => log)),
      toldAt: Float64Array.from(events, ({ alertPosition }) => alertPosition),
      values: packTexts(values),
    };
  }
}

function kindOf({ decoderType, ascii }: KeptEvent): number {
  return decoderTypes.indexOf(decoderType) * 2 + (ascii ? 1 : 0);
}

/** The events by their numbers. A field that was not compared before has no value in them. */
export function unpackEvents(snapshot: KeptSnapshot, layout: KeptLayout): readonly KeptEvent[] {
  const { seconds, marks, rules, kinds, places } = snapshot;
  const locations = unpackTexts(snapshot.locations);
  const fullLogs = unpackTexts(snapshot.fullLogs);
  const logs = unpackTexts(snapshot.logs);
  const values = unpackTexts(snapshot.values);
  const width = snapshot.fields.length;
  const columns = layout.fields.map((field) => snapshot.fields.indexOf(field));
  return Array.from(seconds, (second, i) => {
    const kind = kinds[i] ?? 0;
    const parts = {
      second,
      location: locations[places[i] ?? 0] ?? '',
      fullLog: fullLogs[i] ?? '',
      log: logs[i] ?? '',
      ascii: kind % 2 === 1,
      decoderType: decoderTypes[kind >> 1] ?? 'syslog',
      mark: marks[i] ?? 0,
    };
    const own = columns.map((column) => (column < 0 ? undefined : values[i * width + column]));
    const known = own.some((value) => value !== undefined) ? own : undefined;
    const event = new KeptEvent(layout, parts, rules[i] ?? 0, known);
    event.toldAt(snapshot.toldAt[i] ?? -1);
    return event;
  });
}

/** The lists again, with their events. */
export function* unpackLists(
  { names, sizes, members }: ListsSnapshot,
  events: readonly KeptEvent[],
): Generator<readonly [string, readonly KeptEvent[]]> {
  let at = 0;
  for (const [i, name] of unpackTexts(names).entries()) {
    const end = at + (sizes[i] ?? 0);
    const own: KeptEvent[] = [];
    for (; at < end; at++) {
      const event = events[members[at] ?? -1];
      if (event !== undefined) own.push(event);
    }
    yield [name ?? '', own];
  }
}
