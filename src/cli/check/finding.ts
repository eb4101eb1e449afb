import type { Place } from '../../base/index.ts';

/**
 * `error`: refused. `differs`: loads, but does something else than it says or than OSSEC does.
 * `note`: worth a look.
 */
export type Weight = 'error' | 'differs' | 'note';

export interface Finding {
  readonly weight: Weight;
  /** Stable and documented, as those of diagnostics. */
  readonly code: string;
  readonly at: Place;
  readonly message: string;
}

export function differs(code: string, at: Place, message: string): Finding {
  return { weight: 'differs', code, at, message };
}

export function note(code: string, at: Place, message: string): Finding {
  return { weight: 'note', code, at, message };
}
