import { limits } from '../../base/index.ts';
import type { EarlierEvent, Event } from '../../event/index.ts';
import type { Composite } from './composite.ts';
import { counts } from './composite.ts';
import type { KeptEvents } from './kept-events.ts';
import type { RecentList } from './recent-list.ts';

function secondOf(event: Event): number {
  return Math.floor(event.timeMs / 1000);
}

/** Earlier events that an alert names; more of them say no more. */
const contributorsMax = 100;

/** What a search that succeeded brings to the alert, newest first. */
export interface Found {
  readonly logs: readonly string[];
  readonly events: readonly EarlierEvent[];
}

/** How many events a search would count, for those who explain why it failed. */
export interface Tally {
  /** Earlier events that count within the timeframe, whether marked or not. */
  readonly counted: number;
  /** How many there must be. */
  readonly needed: number;
  /** Whether one of them took part in an alert of at least this level. */
  readonly marked: boolean;
}

export function tally(composite: Composite, current: Event, list: RecentList | undefined): Tally {
  const needed = composite.frequency + 1;
  const now = secondOf(current);
  let counted = 0;
  let marked = false;
  if (list === undefined) return { counted, needed, marked };
  for (let i = 0; ; i++) {
    const earlier = list.newest(i);
    if (earlier === undefined || now - list.events.second(earlier) > composite.timeframe) break;
    if (!doesCount(composite, current, list.events, earlier)) continue;
    counted++;
    marked ||= list.events.mark(earlier) >= composite.level;
  }
  return { counted, needed, marked };
}

/**
 * Looks from the newest event back for `frequency + 1` that count. On success marks the current
 * event, the last one found and the newest, and answers what belongs to the alert.
 */
export function search(composite: Composite, current: Event, list: RecentList): Found | undefined {
  const { kind, level, frequency, timeframe } = composite;
  const { events } = list;
  const now = secondOf(current);
  // However many count, the search would have to come at least this far.
  const least = list.newest(frequency);
  if (least === undefined || now - events.second(least) > timeframe) return undefined;
  if (composite.dialect === 'wazuh') return searchWazuh(composite, current, list);
  if (list.isPostponed(composite)) return undefined;
  const found: number[] = [];
  let count = 0;
  for (let i = 0; ; i++) {
    const earlier = list.newest(i);
    if (earlier === undefined) return undefined;
    if (now - events.second(earlier) > timeframe) return undefined;
    if (events.mark(earlier) >= level) {
      // Marks only rise, so it ends here again until enough newer ones stand before this one.
      list.postpone(composite, frequency + 1 - i);
      return undefined;
    }
    if (!doesCount(composite, current, events, earlier)) continue;
    if (found.length < contributorsMax) found.push(earlier);
    if (count++ < frequency) continue;
    current.mark = level;
    events.setMark(earlier, level);
    const newest = list.newest(0);
    if (newest !== undefined) events.setMark(newest, level);
    return foundOf(events, found, kind === 'sid' ? frequency + 1 : frequency);
  }
}

/**
 * As above, but only events that count are looked at for marks and get one: in the Wazuh dialect
 * an event of somebody else neither ends a search nor delays the next.
 */
function searchWazuh(composite: Composite, current: Event, list: RecentList): Found | undefined {
  const { level, frequency, timeframe } = composite;
  const { events } = list;
  const now = secondOf(current);
  const found: number[] = [];
  let count = 0;
  for (let i = 0; ; i++) {
    const earlier = list.newest(i);
    if (earlier === undefined || now - events.second(earlier) > timeframe) return undefined;
    if (!doesCount(composite, current, events, earlier)) continue;
    if (events.mark(earlier) >= level) return undefined;
    if (found.length < contributorsMax) found.push(earlier);
    if (count++ < frequency) continue;
    current.mark = level;
    const [first] = found;
    if (first !== undefined) events.setMark(first, level);
    return foundOf(events, found, frequency + 1);
  }
}

/** Copies, for the events may be forgotten before the alert is read. */
function foundOf(events: KeptEvents, found: readonly number[], told: number): Found {
  const copies = found.map((place) => events.copy(place));
  const logs = copies.slice(0, Math.min(told, limits.contextLines)).map(({ fullLog }) => fullLog);
  return { logs, events: copies };
}

function doesCount(
  composite: Composite,
  current: Event,
  events: KeptEvents,
  earlier: number,
): boolean {
  return (
    isOfKind(composite, current, events, earlier) && counts(composite, current, events, earlier)
  );
}

/** A search by log looks at events of one decoder type whose log matches. */
function isOfKind(
  { kind, pattern }: Composite,
  current: Event,
  events: KeptEvents,
  earlier: number,
): boolean {
  if (kind !== 'regex') return true;
  if (events.decoderType(earlier) !== current.decoderType) return false;
  return pattern?.test(events.log(earlier), events.ascii(earlier)) === true;
}
