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
  return [...unpackLists(lists, unpackEvents(events, layout))].map(([name, members]) => ({
    name,
    key: name.slice(name.lastIndexOf('\0') + 1),
    logs: members.map(({ fullLog }) => fullLog),
  }));
}

/** The full logs of all events in order of arrival. */
export function storedOrder(history: History): readonly string[] {
  const { events, order } = history.snapshot();
  const all = unpackEvents(events, layout);
  return [...order].map((number) => all[number]?.fullLog ?? '');
}
