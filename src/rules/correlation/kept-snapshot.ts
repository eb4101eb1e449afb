import { Buffer } from 'node:buffer';
import type { ComparedField } from '../draft.ts';
import type { KeptEvents } from './kept-events.ts';
import { decoderTypeOf } from './kept-events.ts';
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

/** Lists of kept events by name, oldest event first; events by their number in the snapshot. */
export interface ListsSnapshot {
  readonly names: PackedTexts;
  readonly sizes: Uint32Array;
  readonly members: Uint32Array;
}

/** Gives events numbers in the order they are met, which does not depend on their places. */
export class KeptPacker {
  readonly #events: KeptEvents;
  readonly #numbers: Int32Array;
  readonly #places: number[] = [];

  constructor(events: KeptEvents) {
    this.#events = events;
    this.#numbers = new Int32Array(events.reach).fill(-1);
  }

  number(place: number): number {
    const known = this.#numbers[place] ?? -1;
    if (known >= 0) return known;
    const number = this.#places.push(place) - 1;
    this.#numbers[place] = number;
    return number;
  }

  lists(lists: Iterable<readonly [string, readonly number[]]>): ListsSnapshot {
    const names: string[] = [];
    const sizes: number[] = [];
    const members: number[] = [];
    for (const [name, places] of lists) {
      names.push(name);
      sizes.push(places.length);
      for (const place of places) members.push(this.number(place));
    }
    return {
      names: packTexts(names),
      sizes: Uint32Array.from(sizes),
      members: Uint32Array.from(members),
    };
  }

  /** All events that got a number. */
  events(): KeptSnapshot {
    const events = this.#events;
    const { fields, withLogs } = events.layout;
    const locations = new Map<string, number>();
    const columns = emptyColumns(this.#places.length);
    const values: (string | undefined)[] = [];
    for (let i = 0; i < this.#places.length; i++) {
      const place = this.#places[i] ?? 0;
      const location = events.location(place);
      let at = locations.get(location);
      if (at === undefined) {
        at = locations.size;
        locations.set(location, at);
      }
      columns.places[i] = at;
      columns.seconds[i] = events.second(place);
      columns.marks[i] = events.mark(place);
      columns.rules[i] = events.ruleId(place);
      columns.kinds[i] = events.kind(place);
      columns.toldAt[i] = events.toldAt(place);
      const own = events.values(place);
      for (let j = 0; j < fields.length; j++) values.push(own?.[j]);
    }
    return {
      fields,
      ...columns,
      locations: packTexts([...locations.keys()]),
      fullLogs: this.#fullLogs(),
      logs: packTexts(withLogs ? this.#places.map((place) => events.log(place)) : []),
      values: packTexts(values),
    };
  }

  /** They are bytes already. */
  #fullLogs(): PackedTexts {
    const events = this.#events;
    const lengths = Uint32Array.from(this.#places, (place) => events.fullLogLength(place));
    const pieces: Buffer[] = [];
    for (let first = 0; first < lengths.length; ) {
      let bytes = 0;
      let end = first;
      for (; end < lengths.length && bytes < pieceBytes; end++) bytes += lengths[end] ?? 0;
      const piece = Buffer.allocUnsafeSlow(bytes);
      for (let at = 0; first < end; first++) {
        events.copyFullLog(this.#places[first] ?? 0, piece, at);
        at += lengths[first] ?? 0;
      }
      if (bytes > 0) pieces.push(piece);
    }
    return { pieces, lengths };
  }
}

const pieceBytes = 8 * 1024 * 1024;

function emptyColumns(length: number) {
  return {
    seconds: new Float64Array(length),
    marks: new Int32Array(length),
    rules: new Int32Array(length),
    kinds: new Uint8Array(length),
    places: new Uint32Array(length),
    toldAt: new Float64Array(length),
  };
}

/**
 * Puts the events of a snapshot among the others and answers their places by their numbers. A field
 * that was not compared before has no value in them. Drop what no list takes.
 */
export function unpackEvents(snapshot: KeptSnapshot, events: KeptEvents): readonly number[] {
  const { seconds, marks, rules, kinds, places } = snapshot;
  const locations = unpackTexts(snapshot.locations);
  const fullLogs = unpackTexts(snapshot.fullLogs);
  const logs = unpackTexts(snapshot.logs);
  const values = unpackTexts(snapshot.values);
  const width = snapshot.fields.length;
  const columns = events.layout.fields.map((field) => snapshot.fields.indexOf(field));
  return Array.from(seconds, (second, i) => {
    const kind = kinds[i] ?? 0;
    const own = columns.map((column) => (column < 0 ? undefined : values[i * width + column]));
    return events.restore({
      second,
      location: locations[places[i] ?? 0] ?? '',
      fullLog: fullLogs[i] ?? '',
      log: logs[i] ?? '',
      ascii: kind % 2 === 1,
      decoderType: decoderTypeOf(kind),
      mark: marks[i] ?? 0,
      ruleId: rules[i] ?? 0,
      toldAt: snapshot.toldAt[i] ?? -1,
      values: own.some((value) => value !== undefined) ? own : undefined,
    });
  });
}

/** The lists again, with the places of their events. */
export function* unpackLists(
  { names, sizes, members }: ListsSnapshot,
  places: readonly number[],
): Generator<readonly [string, readonly number[]]> {
  let at = 0;
  for (const [i, name] of unpackTexts(names).entries()) {
    const end = at + (sizes[i] ?? 0);
    const own: number[] = [];
    for (; at < end; at++) {
      const place = places[members[at] ?? -1];
      if (place !== undefined) own.push(place);
    }
    yield [name ?? '', own];
  }
}
