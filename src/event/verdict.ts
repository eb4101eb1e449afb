import type { EarlierEvent, Event } from './event.ts';
import type { RuleFacts } from './rule-facts.ts';

/** What the engine found for one record. */
export interface Verdict {
  readonly event: Event;
  /** The rule that won, level 0 included; undefined when none did. */
  readonly rule: RuleFacts | undefined;
  /** Whether an alert is to be written: log flag, level above 0, not ignored. */
  readonly alert: boolean;
  /** Whether the record is dropped before rules and archives (duplicate, bare firewall event). */
  readonly dropped: boolean;
  /** How often the rule fired in this hour, this time included. */
  readonly firedTimes: number;
  /** Earlier logs that belong to the alert, newest first (composites, check_diff). */
  readonly context: readonly string[];
  /** Earlier events that a composite counted, newest first, with the ids of their alerts. */
  readonly contributors?: readonly EarlierEvent[] | undefined;
}
