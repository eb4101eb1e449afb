import type { Event } from '../../event/index.ts';
import type { Composite } from './composite.ts';
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

function seconds(event: Event): number {
  return Math.floor(event.timeMs / 1000);
}

/** One list a base rule, one a group composite, one of all events, with the reference's caps. */
export class ReferenceHistory implements History {
  evicted = 0;
  readonly #limits: HistoryLimits;
  #events = new RecentList();
  readonly #lists = new Map<string, RecentList>();
  #memberships: ReadonlyMap<number, Membership>;

  constructor(limits: HistoryLimits, memberships: ReadonlyMap<number, Membership>) {
    this.#limits = limits;
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
    event.keptUnder = membership.ruleId;
    if (membership.hasSidList) {
      const list = this.#list(`sid:${membership.ruleId}`);
      if (list.length >= this.#limits.listMax) list.dropOldest();
      list.push(event);
    } else {
      for (const composite of membership.groups) this.#list(listName(composite)).push(event);
    }
    this.#events.push(event);
    if (this.#events.length > this.#limits.memorySize) this.#evict(event);
  }

  #list(name: string): RecentList {
    let list = this.#lists.get(name);
    if (list === undefined) {
      list = new RecentList();
      this.#lists.set(name, list);
    }
    return list;
  }

  #evict(newest: Event): void {
    for (let count = 0; ; count++) {
      const oldest = this.#events.oldest();
      if (oldest === undefined || oldest === newest) return;
      const age = seconds(newest) - seconds(oldest);
      if (count >= evictedAtOnce && age <= this.#limits.largestFrequency) return;
      this.#events.dropOldest();
      this.evicted++;
      this.#forget(oldest);
    }
  }

  #forget(event: Event): void {
    const membership = this.#memberships.get(event.keptUnder);
    if (membership === undefined) return;
    if (membership.hasSidList) {
      const list = this.#lists.get(`sid:${membership.ruleId}`);
      if (list?.oldest() === event) list.dropOldest();
      return;
    }
    for (const composite of membership.groups) this.#lists.get(listName(composite))?.dropOldest();
  }

  snapshot(): HistorySnapshot {
    const lists = [...this.#lists].map(([name, list]) => [name, list.toArray()] as const);
    return { events: this.#events.toArray(), lists, evicted: this.evicted };
  }

  restore(snapshot: HistorySnapshot, revive: (event: Event) => Event): void {
    this.#events = new RecentList();
    for (const event of snapshot.events) this.#events.push(revive(event));
    this.#lists.clear();
    for (const [name, events] of snapshot.lists) {
      const list = this.#list(name);
      for (const event of events) list.push(revive(event));
    }
    this.evicted = snapshot.evicted;
  }
}

function listName(composite: Composite): string {
  return composite.kind === 'sid' ? `sid:${composite.baseId}` : `group:${composite.ruleId}`;
}
