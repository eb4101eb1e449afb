import type { Event } from '../../event/index.ts';
import type { Composite } from './composite.ts';
import type { KeptSnapshot, ListsSnapshot } from './kept-snapshot.ts';
import type { RecentList } from './recent-list.ts';

/** Which lists an event of a final rule enters; computed once a rule at load. */
export interface Membership {
  readonly ruleId: number;
  /** Whether some composite counts this rule by id: its events enter no group list then. */
  readonly hasSidList: boolean;
  /** Composites by group, one entry a tree node of the rule: it counts that often. */
  readonly groups: readonly Composite[];
}

/** The earlier events that composites look at. */
export interface History {
  /** The list a composite searches for this event; undefined when nothing can be in it. */
  listFor(composite: Composite, event: Event): RecentList | undefined;
  /** Keeps an event that alerted under its final rule. */
  keep(event: Event, membership: Membership): void;
  /** Events kept now, in however many lists each stands. */
  readonly kept: number;
  /** Places of events in lists that were dropped because a bound was reached, not for age. */
  readonly evicted: number;
  snapshot(): HistorySnapshot;
  restore(snapshot: HistorySnapshot): void;
}

/** A copy: it does not change with the history. */
export interface HistorySnapshot {
  readonly events: KeptSnapshot;
  /** Numbers of all events in order of arrival, where the history has such a list. */
  readonly order: Uint32Array;
  readonly lists: ListsSnapshot;
  readonly evicted: number;
}
