import type { Event } from '../../event/index.ts';
import type { Composite } from './composite.ts';
import type { History, HistorySnapshot, Membership } from './history.ts';
import { agentOf, comparedValue } from './composite.ts';
import { KeptEvents } from './kept-events.ts';
import { layoutOf } from './kept-layout.ts';
import { KeptPacker, unpackEvents, unpackLists } from './kept-snapshot.ts';
import type { KeyedList } from './keyed-lists.ts';
import { KeyedLists } from './keyed-lists.ts';
import type { RecentList } from './recent-list.ts';

export interface ExactLimits {
  /** Events kept a list, that is for each set of compared values. */
  readonly listMax: number;
  /** The same for lists that are searched by log. */
  readonly memorySize: number;
  /** Events kept, in however many lists each stands. */
  readonly eventsMax: number;
}

/** Composites that search the same events and compare the same fields share their lists. */
interface Partition {
  readonly name: string;
  readonly composite: Composite;
  /** Largest timeframe of the composites that share it, in seconds. */
  timeframe: number;
  /** Events of a list that any of the composites can look at: older ones are never reached. */
  reach: number;
  readonly lists: KeyedLists;
  /** Whether one of them compares values of its events. */
  comparesValues: boolean;
  /** The event that asked for its list last, and that list: rules of a parent ask for the same. */
  asker: Event | undefined;
  asked: RecentList | undefined;
}

/** What the events of one rule enter. */
interface Entered {
  readonly partitions: readonly Partition[];
  readonly withValues: boolean;
}

const separator = '\u0000\u0000';

/**
 * Lists split by the values that the composite compares, so that one source never hides another.
 * Lists are kept in order of last use; what is older than the timeframe goes first, and when the
 * bound is reached the list unused for longest goes as a whole, counted.
 */
export class ExactHistory implements History {
  evicted = 0;
  readonly #limits: ExactLimits;
  readonly #events: KeptEvents;
  readonly #partitions = new Map<string, Partition>();
  readonly #byComposite = new Map<Composite, Partition>();
  readonly #byRule = new Map<number, Entered>();
  readonly #regex: Partition[] = [];

  constructor(
    limits: ExactLimits,
    composites: readonly Composite[],
    memberships: ReadonlyMap<number, Membership>,
  ) {
    this.#limits = limits;
    this.#events = new KeptEvents(layoutOf(composites, true));
    for (const composite of composites) this.#register(composite);
    for (const { ruleId, hasSidList, groups } of memberships.values()) {
      const entered = hasSidList
        ? composites.filter((one) => one.kind === 'sid' && one.baseId === ruleId)
        : groups;
      const partitions = entered.map((one) => this.#register(one));
      // Composites on one rule that compare the same fields share a list: enter it once.
      const own = hasSidList ? [...new Set(partitions)] : partitions;
      const all = [...own, ...this.#regex];
      const withValues = all.some(({ comparesValues }) => comparesValues);
      if (all.length > 0) this.#byRule.set(ruleId, { partitions: all, withValues });
    }
  }

  get kept(): number {
    return this.#events.count;
  }

  #register(composite: Composite): Partition {
    const name = partitionName(composite);
    let partition = this.#partitions.get(name);
    if (partition === undefined) {
      const asked = { comparesValues: false, asker: undefined, asked: undefined };
      partition = {
        name,
        composite,
        timeframe: 0,
        reach: 0,
        lists: new KeyedLists(this.#events),
        ...asked,
      };
      this.#partitions.set(name, partition);
      if (composite.kind === 'regex') this.#regex.push(partition);
    }
    this.#byComposite.set(composite, partition);
    partition.timeframe = Math.max(partition.timeframe, composite.timeframe);
    partition.reach = Math.max(partition.reach, reachOf(composite));
    partition.comparesValues ||= composite.different.length > 0;
    return partition;
  }

  listFor(composite: Composite, event: Event): RecentList | undefined {
    const partition = this.#byComposite.get(composite);
    if (partition === undefined) return undefined;
    if (partition.asker !== event) {
      const key = keyOf(composite, event);
      partition.asker = event;
      partition.asked = key === undefined ? undefined : partition.lists.get(key);
    }
    return partition.asked;
  }

  keep(event: Event, membership: Membership): void {
    const entered = this.#byRule.get(membership.ruleId);
    if (entered === undefined) return;
    const place = this.#events.add(event, membership.ruleId, entered.withValues);
    for (const partition of entered.partitions) this.#enter(partition, event, place);
    this.#events.dropUnheld(place);
    while (this.#events.count > this.#limits.eventsMax && this.#evictLongestUnused()) {
      // Each round drops one whole list.
    }
  }

  #enter(partition: Partition, event: Event, place: number): void {
    const key = keyOf(partition.composite, event);
    if (key === undefined) return;
    partition.asker = undefined;
    const list = partition.lists.use(key);
    list.push(place);
    const { kind } = partition.composite;
    const most = kind === 'regex' ? this.#limits.memorySize : this.#limits.listMax;
    if (list.length > Math.min(most, partition.reach)) {
      list.dropOldest();
    }
    this.#expire(partition, this.#events.second(place));
  }

  /** Drops at most two lists without a living event: more than one call adds. */
  #expire(partition: Partition, nowSecond: number): void {
    for (let looked = 0; looked < 2; looked++) {
      const list = partition.lists.unusedLongest;
      if (list === undefined) return;
      const newest = list.newest(0);
      const age = newest === undefined ? Infinity : nowSecond - this.#events.second(newest);
      if (age <= partition.timeframe + 1) return;
      partition.lists.remove(list);
    }
  }

  #evictLongestUnused(): boolean {
    let victim: { lists: KeyedLists; list: KeyedList; second: number } | undefined;
    for (const { lists } of this.#partitions.values()) {
      const list = lists.unusedLongest;
      if (list === undefined) continue;
      const second = this.#events.second(list.newest(0) ?? 0);
      if (victim === undefined || second < victim.second) victim = { lists, list, second };
    }
    if (victim === undefined) return false;
    const { length } = victim.list;
    victim.lists.remove(victim.list);
    this.evicted += length;
    return true;
  }

  snapshot(): HistorySnapshot {
    const packer = new KeptPacker(this.#events);
    return {
      order: new Uint32Array(0),
      lists: packer.lists(this.#named()),
      events: packer.events(),
      evicted: this.evicted,
    };
  }

  *#named(): Generator<readonly [string, readonly number[]]> {
    for (const { name, lists } of this.#partitions.values()) {
      for (const list of lists) yield [`${name}${separator}${list.key}`, list.toArray()];
    }
  }

  restore(snapshot: HistorySnapshot): void {
    for (const partition of this.#partitions.values()) {
      partition.lists.clear();
      partition.asker = undefined;
    }
    const places = unpackEvents(snapshot.events, this.#events);
    for (const [name, members] of unpackLists(snapshot.lists, places)) {
      const cut = name.indexOf(separator);
      const partition = this.#partitions.get(name.slice(0, cut));
      // A composite that compares other fields now starts anew: its old lists have no meaning.
      if (partition === undefined) continue;
      const list = partition.lists.use(name.slice(cut + separator.length));
      for (const place of members) list.push(place);
    }
    for (const place of places) this.#events.dropUnheld(place);
    this.evicted = snapshot.evicted;
  }
}

/**
 * Every event of a list has the compared values. Unless something else decides whether it counts, a
 * search that has not ended before takes each one, and ends with the one that is one too many.
 */
function reachOf({ kind, different, frequency }: Composite): number {
  return kind === 'regex' || different.length > 0 ? Infinity : frequency + 1;
}

function partitionName(composite: Composite): string {
  const subject =
    composite.kind === 'sid'
      ? `sid:${composite.baseId}`
      : composite.kind === 'group'
        ? `group:${composite.ruleId}`
        : 'all';
  return `${subject} ${composite.same.join('+')}${composite.perAgent ? ' per agent' : ''}`;
}

/** The compared values as one text; undefined when one is missing: such events never count. */
function keyOf(composite: Composite, event: Event): string | undefined {
  const { same, perAgent } = composite;
  if (same.length === 1 && same[0] !== undefined && !perAgent) return comparedValue(event, same[0]);
  let key = perAgent ? agentOf(event) : '';
  for (const field of same) {
    const value = comparedValue(event, field);
    if (value === undefined) return undefined;
    key += `${value.length}:${value}`;
  }
  return key;
}
