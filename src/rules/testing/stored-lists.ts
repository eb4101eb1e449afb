import { KeptEvents } from '../correlation/kept-events.ts';
import { unpackEvents, unpackLists } from '../correlation/kept-snapshot.ts';
import type { History } from '../index.ts';

const layout = { fields: [], keyed: true, withLogs: false };

export interface StoredList {
  readonly name: string;
  /** The compared values, where the name has some. */
  readonly key: string;
  /** Full logs, oldest first. */
  readonly logs: readonly string[];
}

/** What a snapshot of the history holds, list by list. */
export function storedLists(history: History): readonly StoredList[] {
  const { events, lists } = history.snapshot();
  const kept = new KeptEvents(layout);
  return [...unpackLists(lists, unpackEvents(events, kept))].map(([name, members]) => ({
    name,
    key: name.slice(name.lastIndexOf('\0') + 1),
    logs: members.map((place) => kept.fullLog(place)),
  }));
}

/** The full logs of all events in order of arrival. */
export function storedOrder(history: History): readonly string[] {
  const { events, order } = history.snapshot();
  const kept = new KeptEvents(layout);
  const places = unpackEvents(events, kept);
  return [...order].map((number) => kept.fullLog(places[number] ?? -1));
}
