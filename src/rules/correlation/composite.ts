import type { Event } from '../../event/index.ts';
import type { Pattern } from '../../pattern/index.ts';
import type { RuleDialect } from '../../event/index.ts';
import type { ComparedField, RuleDraft } from '../draft.ts';
import type { KeptEvents } from './kept-events.ts';

/** What a composite searches: events of a rule, of rules by group, or by their log. */
export type CompositeKind = 'sid' | 'group' | 'regex';

/** The compiled search of a composite rule. */
export interface Composite {
  readonly kind: CompositeKind;
  readonly ruleId: number;
  /** The rule whose events are counted (`sid`), else 0. */
  readonly baseId: number;
  /** The log pattern of a `regex` search. */
  readonly pattern: Pattern | undefined;
  readonly level: number;
  readonly dialect: RuleDialect;
  /** Earlier events that must count before the one that fires finds its last. */
  readonly frequency: number;
  readonly timeframe: number;
  /** Fields that must be equal, in a fixed order: in exact mode they key the history. */
  readonly same: readonly ComparedField[];
  readonly different: readonly ComparedField[];
  /** Whether events of other agents do not count. */
  readonly perAgent: boolean;
}

/** What OSSEC compares when it searches the whole event list: ports and location play no part. */
const comparedInRegex = new Set<ComparedField>(['id', 'srcip', 'dstuser']);

export function comparedFields(kind: CompositeKind, draft: RuleDraft): readonly ComparedField[] {
  const all = [...draft.same].sort();
  if (kind !== 'regex' || draft.dialect === 'wazuh') return all;
  return all.filter((field) => comparedInRegex.has(field));
}

/** The value of a field that composites compare. */
export function comparedValue(event: Event, field: ComparedField): string | undefined {
  return isDynamic(field) ? event.dynamic?.get(field.slice(1)) : event[field];
}

function isDynamic(field: ComparedField): field is `$${string}` {
  return field.charCodeAt(0) === 0x24;
}

/** The agent that sent an event, as its location names it; empty for this machine. */
export function agentOf({ location }: { readonly location: string }): string {
  if (location.charCodeAt(0) !== 0x28) return '';
  const end = location.indexOf(')');
  return end < 0 ? location : location.slice(0, end);
}

/** Whether an earlier event counts beside the current one. */
export function counts(
  composite: Composite,
  current: Event,
  events: KeptEvents,
  earlier: number,
): boolean {
  if (!events.layout.keyed && !isSame(composite, current, events, earlier)) return false;
  // OSSEC wants both values to be there; in the Wazuh dialect one that is missing differs.
  const isOssec = composite.dialect === 'ossec';
  for (const field of composite.different) {
    const value = comparedValue(current, field);
    const other = events.value(earlier, field);
    if (value === undefined || other === undefined) {
      if (isOssec) return false;
    } else if (value === other) {
      return false;
    }
  }
  return true;
}

function isSame(
  composite: Composite,
  current: Event,
  events: KeptEvents,
  earlier: number,
): boolean {
  for (const field of composite.same) {
    const value = comparedValue(current, field);
    if (value === undefined || value !== events.value(earlier, field)) return false;
  }
  return (
    !composite.perAgent || agentOf(current) === agentOf({ location: events.location(earlier) })
  );
}
