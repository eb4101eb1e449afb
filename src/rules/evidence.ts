import type { Event } from '../event/index.ts';
import type { Composite, RecentList, Tally } from './correlation/index.ts';
import { tally } from './correlation/index.ts';
import type { Condition } from './draft.ts';
import type { RuleTrace } from './evaluate.ts';
import type { Rule } from './rule.ts';

/** One condition as it was tested; `text` is what of the event it looked at. */
export interface TestedCondition {
  readonly key: string;
  readonly passed: boolean;
  readonly text: string | undefined;
}

/** One try of a rule: all conditions up to the first that failed. */
export interface Attempt {
  readonly rule: Rule;
  readonly conditions: readonly TestedCondition[];
  /** What a composite counted, before it fired. */
  readonly tally: Tally | undefined;
  readonly matched: boolean;
}

interface GrowingAttempt {
  readonly rule: Rule;
  readonly conditions: TestedCondition[];
  tally: Tally | undefined;
  matched: boolean;
}

/**
 * Notes everything that is tried for one event. It listens to the machine that answers, so that it
 * cannot say anything else than what happened.
 */
export class RuleEvidence implements RuleTrace {
  readonly #attempts: GrowingAttempt[] = [];
  readonly #event: () => Event;

  /** `event` is asked while rules are tried: by then it is decoded. */
  constructor(event: () => Event) {
    this.#event = event;
  }

  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  trying(rule: Rule): void {
    this.#attempts.push({ rule, conditions: [], tally: undefined, matched: false });
  }

  condition(_rule: Rule, { key, shows }: Condition, passed: boolean): void {
    this.#attempts.at(-1)?.conditions.push({ key, passed, text: shows?.(this.#event()) });
  }

  searched(composite: Composite, list: RecentList | undefined, found: boolean): void {
    const attempt = this.#attempts.at(-1);
    if (attempt === undefined) return;
    const counted = tally(composite, this.#event(), list);
    // The search has marked its events by now: without it none was.
    attempt.tally = found ? { ...counted, marked: false } : counted;
  }

  matched(rule: Rule): void {
    const attempt = this.#attempts.findLast((one) => one.rule === rule);
    if (attempt !== undefined) attempt.matched = true;
  }

  children(): void {
    // That children are tried shows in their own attempts.
  }
}
