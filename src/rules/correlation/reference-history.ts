import type { Event } from '../../event/index.ts';
import type { Composite } from './composite.ts';
import { KeptPacker, unpackEvents, unpackLists } from './kept-snapshot.ts';
import { KeptEvents } from './kept-events.ts';
import { layoutOf } from './kept-layout.ts';
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
  readonly #events: KeptEvents;
  /** All of them, in order of arrival. */
  readonly #order: RecentList;
  readonly #lists = new Map<string, RecentList>();
  #memberships: ReadonlyMap<number, Membership>;

  constructor(
    limits: HistoryLimits,
    composites: readonly Composite[],
    memberships: ReadonlyMap<number, Membership>,
  ) {
    this.#limits = limits;
    this.#events = new KeptEvents(layoutOf(composites, false));
    this.#order = new RecentList(this.#events);
    this.#memberships = memberships;
  }

  get kept(): number {
    return this.#events.count;
  }

  listFor(composite: Composite): RecentList | undefined {
    return composite.kind === 'regex' ? this.#order : this.#lists.get(listName(composite));
  }

  keep(event: Event, membership: Membership): void {
    const place = this.#events.add(event, membership.ruleId, true);
    if (membership.hasSidList) {
      const list = this.#list(`sid:${membership.ruleId}`);
      if (list.length >= this.#limits.listMax) list.dropOldest();
      list.push(place);
    } else {
      for (const composite of membership.groups) this.#list(listName(composite)).push(place);
    }
    this.#order.push(place);
    if (this.#order.length > this.#limits.memorySize) this.#evict(place);
  }

  #list(name: string): RecentList {
    let list = this.#lists.get(name);
    if (list === undefined) {
      list = new RecentList(this.#events);
      this.#lists.set(name, list);
    }
    return list;
  }

  #evict(newest: number): void {
    for (let count = 0; ; count++) {
      const oldest = this.#order.oldest();
      if (oldest === undefined || oldest === newest) return;
      const age = this.#events.second(newest) - this.#events.second(oldest);
      if (count >= evictedAtOnce && age <= this.#limits.largestFrequency) return;
      this.#forget(oldest);
      this.#order.dropOldest();
      this.evicted++;
    }
  }

  /** Takes it out of its lists. */
  #forget(place: number): void {
    const membership = this.#memberships.get(this.#events.ruleId(place));
    if (membership === undefined) return;
    if (membership.hasSidList) {
      const list = this.#lists.get(`sid:${membership.ruleId}`);
      if (list?.oldest() === place) list.dropOldest();
      return;
    }
    for (const composite of membership.groups) this.#lists.get(listName(composite))?.dropOldest();
  }

  snapshot(): HistorySnapshot {
    const packer = new KeptPacker(this.#events);
    const lists = [...this.#lists].map(([name, list]) => [name, list.toArray()] as const);
    return {
      order: Uint32Array.from(this.#order.toArray(), (place) => packer.number(place)),
      lists: packer.lists(lists),
      events: packer.events(),
      evicted: this.evicted,
    };
  }

  restore(snapshot: HistorySnapshot): void {
    this.#order.clear();
    for (const list of this.#lists.values()) list.clear();
    this.#lists.clear();
    const places = unpackEvents(snapshot.events, this.#events);
    for (const number of snapshot.order) {
      const place = places[number];
      if (place !== undefined) this.#order.push(place);
    }
    for (const [name, members] of unpackLists(snapshot.lists, places)) {
      const list = this.#list(name);
      for (const place of members) list.push(place);
    }
    for (const place of places) this.#events.dropUnheld(place);
    this.evicted = snapshot.evicted;
  }
}

function listName(composite: Composite): string {
  return composite.kind === 'sid' ? `sid:${composite.baseId}` : `group:${composite.ruleId}`;
}
