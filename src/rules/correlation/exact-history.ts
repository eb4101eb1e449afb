import type { Event } from '../../event/index.ts';
import type { Composite } from './composite.ts';
import type { History, HistorySnapshot, Membership } from './history.ts';
import { agentOf, comparedValue } from './composite.ts';
import { RecentList } from './recent-list.ts';

export interface ExactLimits {
  /** Events kept a list, that is for each set of compared values. */
  readonly listMax: number;
  /** The same for lists that are searched by log. */
  readonly memorySize: number;
  /** Events kept in all lists together. */
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
  /** By the compared values, in order of last use. */
  readonly lists: Map<string, RecentList>;
  /**
   * Stands before the list unused for longest. A new iterator would have to step over the holes
   * that all removed lists left, which takes as long as there are lists.
   */
  walk: MapIterator<[string, RecentList]> | undefined;
  /** What the walk has come to, while that is still the list unused for longest. */
  front: readonly [string, RecentList] | undefined;
}

function frontOf(partition: Partition): readonly [string, RecentList] | undefined {
  if (partition.front !== undefined) return partition.front;
  partition.walk ??= partition.lists.entries();
  const next = partition.walk.next();
  if (next.done === true) partition.walk = undefined;
  else partition.front = next.value;
  return partition.front;
}

function remove(partition: Partition, key: string): void {
  if (partition.front?.[0] === key) partition.front = undefined;
  partition.lists.delete(key);
}

const separator = '\u0000';

/**
 * Lists split by the values that the composite compares, so that one source never hides another.
 * Lists are kept in order of last use; what is older than the timeframe goes first, and when the
 * bound is reached the list unused for longest goes as a whole, counted.
 */
export class ExactHistory implements History {
  evicted = 0;
  #kept = 0;
  readonly #limits: ExactLimits;
  readonly #partitions = new Map<string, Partition>();
  readonly #byComposite = new Map<Composite, Partition>();
  readonly #byRule = new Map<number, Partition[]>();
  readonly #regex: Partition[] = [];

  constructor(
    limits: ExactLimits,
    composites: readonly Composite[],
    memberships: ReadonlyMap<number, Membership>,
  ) {
    this.#limits = limits;
    for (const composite of composites) this.#register(composite);
    for (const { ruleId, hasSidList, groups } of memberships.values()) {
      const entered = hasSidList
        ? composites.filter((one) => one.kind === 'sid' && one.baseId === ruleId)
        : groups;
      const partitions = entered.map((one) => this.#register(one));
      // Composites on one rule that compare the same fields share a list: enter it once.
      this.#byRule.set(ruleId, hasSidList ? [...new Set(partitions)] : partitions);
    }
  }

  get kept(): number {
    return this.#kept;
  }

  #register(composite: Composite): Partition {
    const name = partitionName(composite);
    let partition = this.#partitions.get(name);
    if (partition === undefined) {
      const lists = new Map<string, RecentList>();
      const order = { lists, walk: undefined, front: undefined };
      partition = { name, composite, timeframe: 0, reach: 0, ...order };
      this.#partitions.set(name, partition);
      if (composite.kind === 'regex') this.#regex.push(partition);
    }
    this.#byComposite.set(composite, partition);
    partition.timeframe = Math.max(partition.timeframe, composite.timeframe);
    partition.reach = Math.max(partition.reach, reachOf(composite));
    return partition;
  }

  listFor(composite: Composite, event: Event): RecentList | undefined {
    const key = keyOf(composite, event);
    if (key === undefined) return undefined;
    return this.#byComposite.get(composite)?.lists.get(key);
  }

  keep(event: Event, membership: Membership): void {
    event.keptUnder = membership.ruleId;
    for (const partition of this.#byRule.get(membership.ruleId) ?? [])
      this.#enter(partition, event);
    for (const partition of this.#regex) this.#enter(partition, event);
    while (this.#kept > this.#limits.eventsMax && this.#evictLongestUnused()) {
      // Each round drops one whole list.
    }
  }

  #enter(partition: Partition, event: Event): void {
    const key = keyOf(partition.composite, event);
    if (key === undefined) return;
    const list = partition.lists.get(key) ?? new RecentList();
    // Deleting and setting moves the list to the end: the map is in order of last use.
    remove(partition, key);
    partition.lists.set(key, list);
    list.push(event);
    this.#kept++;
    const { kind } = partition.composite;
    const most = kind === 'regex' ? this.#limits.memorySize : this.#limits.listMax;
    if (list.length > Math.min(most, partition.reach)) {
      list.dropOldest();
      this.#kept--;
    }
    this.#expire(partition, event.timeMs);
  }

  /** Drops at most two lists without a living event: more than one call adds. */
  #expire(partition: Partition, nowMs: number): void {
    for (let looked = 0; looked < 2; looked++) {
      const front = frontOf(partition);
      if (front === undefined) return;
      const [key, list] = front;
      const newest = list.newest(0);
      const age = newest === undefined ? Infinity : (nowMs - newest.timeMs) / 1000;
      if (age <= partition.timeframe + 1) return;
      remove(partition, key);
      this.#kept -= list.length;
    }
  }

  #evictLongestUnused(): boolean {
    let victim: { partition: Partition; key: string; timeMs: number } | undefined;
    for (const partition of this.#partitions.values()) {
      const front = frontOf(partition);
      if (front === undefined) continue;
      const [key, list] = front;
      const timeMs = list.newest(0)?.timeMs ?? 0;
      if (victim === undefined || timeMs < victim.timeMs) victim = { partition, key, timeMs };
    }
    if (victim === undefined) return false;
    const dropped = victim.partition.lists.get(victim.key)?.length ?? 0;
    remove(victim.partition, victim.key);
    this.#kept -= dropped;
    this.evicted += dropped;
    return true;
  }

  snapshot(): HistorySnapshot {
    const lists: [string, readonly Event[]][] = [];
    for (const partition of this.#partitions.values()) {
      for (const [key, list] of partition.lists) {
        lists.push([`${partition.name}${separator}${separator}${key}`, list.toArray()]);
      }
    }
    return { events: [], lists, evicted: this.evicted };
  }

  restore(snapshot: HistorySnapshot, revive: (event: Event) => Event): void {
    this.#kept = 0;
    for (const partition of this.#partitions.values()) {
      partition.lists.clear();
      partition.walk = undefined;
      partition.front = undefined;
    }
    for (const [name, events] of snapshot.lists) {
      const cut = name.indexOf(separator + separator);
      const partition = this.#partitions.get(name.slice(0, cut));
      // A composite that compares other fields now starts anew: its old lists have no meaning.
      if (partition === undefined) continue;
      const list = new RecentList();
      for (const event of events) list.push(revive(event));
      partition.lists.set(name.slice(cut + 2), list);
      this.#kept += list.length;
    }
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
