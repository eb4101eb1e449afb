import type { Event } from '../../event/index.ts';
import type { Composite } from './composite.ts';
import { KeptPacker, unpackEvents, unpackLists } from './kept-snapshot.ts';
import type { KeptEvent, KeptLayout } from './kept-event.ts';
import { keptOf, layoutOf } from './kept-event.ts';
import type { History, HistorySnapshot, Membership } from './history.ts';
import { RecentList } from './recent-list.ts';

export interface HistoryLimits {
  /** Events kept for searches by log. */
  readonly memorySize: number;
  /** Events kept a list. */
  readonly listMax: number;
  /** Largest `frequency` of any rule; the reference uses it as seconds when it evicts. */
  readonly largestFrequency: number;
}

const evictedAtOnce = 10;

/** One list a base rule, one a group composite, one of all events, with the reference's caps. */
export class ReferenceHistory implements History {
  evicted = 0;
  readonly #limits: HistoryLimits;
  readonly #layout: KeptLayout;
  #events = new RecentList();
  readonly #lists = new Map<string, RecentList>();
  #memberships: ReadonlyMap<number, Membership>;

  constructor(
    limits: HistoryLimits,
    composites: readonly Composite[],
    memberships: ReadonlyMap<number, Membership>,
  ) {
    this.#limits = limits;
    this.#layout = layoutOf(composites, false);
    this.#memberships = memberships;
  }

  get kept(): number {
    let count = this.#events.length;
    for (const list of this.#lists.values()) count += list.length;
    return count;
  }

  listFor(composite: Composite): RecentList | undefined {
    return composite.kind === 'regex' ? this.#events : this.#lists.get(listName(composite));
  }

  keep(event: Event, membership: Membership): void {
    const kept = keptOf(event, this.#layout, membership.ruleId);
    if (membership.hasSidList) {
      const list = this.#list(`sid:${membership.ruleId}`);
      if (list.length >= this.#limits.listMax) list.dropOldest();
      list.push(kept);
    } else {
      for (const composite of membership.groups) this.#list(listName(composite)).push(kept);
    }
    this.#events.push(kept);
    if (this.#events.length > this.#limits.memorySize) this.#evict(kept);
  }

  #list(name: string): RecentList {
    let list = this.#lists.get(name);
    if (list === undefined) {
      list = new RecentList();
      this.#lists.set(name, list);
    }
    return list;
  }

  #evict(newest: KeptEvent): void {
    for (let count = 0; ; count++) {
      const oldest = this.#events.oldest();
      if (oldest === undefined || oldest === newest) return;
      const age = newest.second - oldest.second;
      if (count >= evictedAtOnce && age <= this.#limits.largestFrequency) return;
      this.#events.dropOldest();
      this.evicted++;
      this.#forget(oldest);
    }
  }

  #forget(event: KeptEvent): void {
    const membership = this.#memberships.get(event.ruleId);
    if (membership === undefined) return;
    if (membership.hasSidList) {
      const list = this.#lists.get(`sid:${membership.ruleId}`);
      if (list?.oldest() === event) list.dropOldest();
      return;
    }
    for (const composite of membership.groups) this.#lists.get(listName(composite))?.dropOldest();
  }

  snapshot(): HistorySnapshot {
    const packer = new KeptPacker();
    const lists = [...this.#lists].map(([name, list]) => [name, list.toArray()] as const);
    return {
      order: Uint32Array.from(this.#events.toArray(), (event) => packer.number(event)),
      lists: packer.lists(lists),
      events: packer.events(this.#layout),
      evicted: this.evicted,
    };
  }

  restore(snapshot: HistorySnapshot): void {
    const events = unpackEvents(snapshot.events, this.#layout);
    this.#events = new RecentList();
    for (const number of snapshot.order) {
      const event = events[number];
      if (event !== undefined) this.#events.push(event);
    }
    this.#lists.clear();
    for (const [name, members] of unpackLists(snapshot.lists, events)) {
      const list = this.#list(name);
      for (const event of members) list.push(event);
    }
    this.evicted = snapshot.evicted;
  }
}

function listName(composite: Composite): string {
  return composite.kind === 'sid' ? `sid:${composite.baseId}` : `group:${composite.ruleId}`;
}
