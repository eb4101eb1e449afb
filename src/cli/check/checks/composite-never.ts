import { attribute, childrenNamed } from '../../../xml/index.ts';
import type { Finding } from '../finding.ts';
import { differs } from '../finding.ts';
import type { Check, WrittenRule } from '../scope.ts';
import { has, rulesInForce, running } from '../scope.ts';

/** Composite rules that can't fire: of level 0, or counting events that are never kept. */
export const compositeNever: Check = ({ rules }) => {
  const inForce = rulesInForce(rules);
  // An overwriting rule searches only where the first definition did.
  const searching = running(rules).filter((rule) => !rule.overwrite);
  return searching.flatMap((rule) => levelZero(rule).concat(silentBase(rule, inForce)));
};

function levelZero({ id, level, element }: WrittenRule): readonly Finding[] {
  const isComposite = has(element, 'if_matched_sid', 'if_matched_group', 'if_matched_regex');
  if (level !== 0 || !isComposite) return [];
  const message = `rule ${id} never fires: a search of level 0 stops at the first event it finds`;
  return [differs('CHECK_COMPOSITE_LEVEL_ZERO', element.at, message)];
}

function silentBase(
  { id, element }: WrittenRule,
  inForce: ReadonlyMap<number, WrittenRule>,
): readonly Finding[] {
  const named = childrenNamed(element, 'if_matched_sid').at(-1);
  if (named === undefined) return [];
  const base = inForce.get(Number(named.content.trim()));
  const reason =
    base === undefined
      ? 'no file has a rule of this id'
      : base.level === 0
        ? `rule ${base.id} has level 0, and events of level 0 are not counted`
        : attribute(base.element, 'noalert') === undefined
          ? undefined
          : `rule ${base.id} has noalert, so no event ends there to be counted`;
  if (reason === undefined) return [];
  const message = `rule ${id} never fires: ${reason}`;
  return [differs('CHECK_COMPOSITE_BASE_SILENT', named.contentAt, message)];
}
