import { limits } from '../../base/index.ts';
import type { Event } from '../../event/index.ts';
import type { Composite } from './composite.ts';
import { counts } from './composite.ts';
import type { KeptEvent } from './kept-event.ts';
import type { RecentList } from './recent-list.ts';

function seconds(event: Event): number {
  return Math.floor(event.timeMs / 1000);
}

/** Earlier events that an alert names; more of them say no more. */
const contributorsMax = 100;

/** What a search that succeeded brings to the alert, newest first. */
export interface Found {
  readonly logs: readonly string[];
  readonly events: readonly KeptEvent[];
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
  const now = seconds(current);
  let counted = 0;
  let marked = false;
  for (let i = 0; ; i++) {
    const earlier = list?.newest(i);
    if (earlier === undefined || now - earlier.second > composite.timeframe) break;
    if (!isOfKind(composite, current, earlier) || !counts(composite, current, earlier)) continue;
    counted++;
    marked ||= earlier.mark >= composite.level;
  }
  return { counted, needed, marked };
}

/**
 * Looks from the newest event back for `frequency + 1` that count. On success marks the current
 * event, the last one found and the newest, and answers what belongs to the alert.
 */
export function search(composite: Composite, current: Event, list: RecentList): Found | undefined {
  const { kind, level, frequency, timeframe } = composite;
  const now = seconds(current);
  // However many count, the search would have to come at least this far.
  const least = list.newest(frequency);
  if (least === undefined || now - least.second > timeframe) return undefined;
  if (composite.dialect === 'wazuh') return searchWazuh(composite, current, list);
  const context: string[] = [];
  const events: KeptEvent[] = [];
  let count = 0;
  for (let i = 0; ; i++) {
    const earlier = list.newest(i);
    if (earlier === undefined) return undefined;
    if (now - earlier.second > timeframe || earlier.mark >= level) return undefined;
    if (!isOfKind(composite, current, earlier) || !counts(composite, current, earlier)) continue;
    if (events.length < contributorsMax) events.push(earlier);
    if (kind === 'sid' && context.length < limits.contextLines) context.push(earlier.fullLog);
    if (count < frequency) {
      if (kind !== 'sid' && context.length < limits.contextLines) context.push(earlier.fullLog);
      count++;
      continue;
    }
    current.mark = level;
    earlier.mark = level;
    const newest = list.newest(0);
    if (newest !== undefined) newest.mark = level;
    return { logs: context, events };
  }
}

/**
 * As above, but only events that count are looked at for marks and get one: in the Wazuh dialect
 * an event of somebody else neither ends a search nor delays the next.
 */
function searchWazuh(composite: Composite, current: Event, list: RecentList): Found | undefined {
  const { level, frequency, timeframe } = composite;
  const now = seconds(current);
  const context: string[] = [];
  const events: KeptEvent[] = [];
  let first: KeptEvent | undefined;
  let count = 0;
  for (let i = 0; ; i++) {
    const earlier = list.newest(i);
    if (earlier === undefined || now - earlier.second > timeframe) return undefined;
    if (!isOfKind(composite, current, earlier) || !counts(composite, current, earlier)) continue;
    if (earlier.mark >= level) return undefined;
    first ??= earlier;
    if (events.length < contributorsMax) events.push(earlier);
    if (context.length < limits.contextLines) context.push(earlier.fullLog);
    if (count++ < frequency) continue;
    current.mark = level;
    first.mark = level;
    return { logs: context, events };
  }
}

/** A search by log looks at events of one decoder type whose log matches. */
function isOfKind({ kind, pattern }: Composite, current: Event, earlier: KeptEvent): boolean {
  if (kind !== 'regex') return true;
  if (earlier.decoderType !== current.decoderType) return false;
  return pattern?.test(earlier.log, earlier.ascii) === true;
}
