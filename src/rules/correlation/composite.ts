import type { Event } from '../../event/index.ts';
import type { Pattern } from '../../pattern/index.ts';
import type { DifferentField, SameField } from '../draft.ts';

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
  readonly frequency: number;
  readonly timeframe: number;
  /** Fields that must be equal, in a fixed order: in exact mode they key the history. */
  readonly same: readonly SameField[];
  readonly different: readonly DifferentField[];
}

/** Ports and location play no part when the whole event list is searched. */
export function comparedFields(
  kind: CompositeKind,
  same: ReadonlySet<SameField>,
): readonly SameField[] {
  const all = [...same].sort();
  return kind === 'regex'
    ? all.filter((field) => field === 'id' || field === 'srcip' || field === 'dstuser')
    : all;
}

/** Whether an earlier event counts beside the current one. */
export function counts(composite: Composite, current: Event, earlier: Event): boolean {
  for (const field of composite.same) {
    const value = current[field];
    if (value === undefined || value !== earlier[field]) return false;
  }
  for (const field of composite.different) {
    const value = current[field];
    const other = earlier[field];
    if (value === undefined || other === undefined || value === other) return false;
  }
  return true;
}
