import type { Event, StaticField } from '../event/index.ts';

const fields: readonly StaticField[] = [
  'dstuser',
  'srcuser',
  'dstip',
  'srcip',
  'dstport',
  'srcport',
  'data',
];
const ageMaxSeconds = 120;
const valueMax = 80;
const entriesMax = 20_000;

export interface Accumulated {
  /** Second of the last event. */
  second: number;
  readonly values: Map<StaticField, string>;
}

/** Joins the fields of events that share host, decoder and id. */
export class Accumulator {
  #entries = new Map<string, Accumulated>();

  /** Fills the event's missing fields from earlier events and remembers its own. */
  accumulate(event: Event): void {
    if (event.id === undefined) return;
    const key = `${event.hostname} ${event.decoder ?? ''} ${event.id}`;
    const second = Math.floor(event.timeMs / 1000);
    let entry = this.#entries.get(key);
    if (entry === undefined || second - entry.second > ageMaxSeconds) {
      entry = { second, values: new Map() };
    }
    entry.second = second;
    for (const field of fields) {
      const own = event[field];
      const known = entry.values.get(field);
      if (known === undefined && own !== undefined && own !== '' && own.length <= valueMax) {
        entry.values.set(field, own);
      }
      if ((own !== undefined && own !== '') || known === undefined) continue;
      event[field] = known;
      // The value is of another log, and patterns must not take it for ASCII because this one is.
      if (/[^\0-\x7f]/.test(known)) event.ascii = false;
    }
    // In order of last use: what is too old stands first.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#expire(second);
  }

  #expire(second: number): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= entriesMax && second - entry.second <= ageMaxSeconds) return;
      this.#entries.delete(key);
    }
  }

  snapshot(): ReadonlyMap<string, Accumulated> {
    return this.#entries;
  }

  restore(entries: ReadonlyMap<string, Accumulated>): void {
    this.#entries = new Map(entries);
  }
}
