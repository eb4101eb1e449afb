import type { ComparedField } from '../draft.ts';
import type { Composite } from './composite.ts';

/** What a history has to remember of each event so that its composites can be answered. */
export interface KeptLayout {
  /** Fields whose values are kept. */
  readonly fields: readonly ComparedField[];
  /** Whether lists hold only events that agree in what must be the same: then that is not kept. */
  readonly keyed: boolean;
  /** Whether a composite looks at the logs. */
  readonly withLogs: boolean;
}

export function layoutOf(composites: readonly Composite[], keyed: boolean): KeptLayout {
  const fields = new Set<ComparedField>();
  for (const { same, different } of composites) {
    for (const field of different) fields.add(field);
    if (!keyed) for (const field of same) fields.add(field);
  }
  const withLogs = composites.some(({ kind }) => kind === 'regex');
  return { fields: [...fields].sort(), keyed, withLogs };
}
