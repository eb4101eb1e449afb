import { note } from '../finding.ts';
import type { Check, Scope } from '../scope.ts';
import { idsIn, textOf } from '../scope.ts';
import { compositeNever } from './composite-never.ts';
import { lists } from './lists.ts';
import { ruleReach } from './rule-reach.ts';

/** Findings that mean that a rule never matches. */
const fatal = new Set([
  'CHECK_COMPOSITE_BASE_SILENT',
  'CHECK_COMPOSITE_LEVEL_ZERO',
  'CHECK_LIST_MISSING',
  'CHECK_RULE_UNREACHED',
]);

/** Rules all of whose parents never match, by themselves or by a parent of theirs. */
export const parentDead: Check = (scope) => {
  const dead = deadIds(scope);
  return scope.rules.flatMap(({ id, overwrite, element }) => {
    const text = textOf(element, 'if_sid') ?? textOf(element, 'if_matched_sid') ?? '';
    // A list that ends with a separator adds a parent that always matches.
    if (overwrite || dead.has(id) || /(?:^|[, ])$/.test(text) || hasOtherParents(scope, id))
      return [];
    const parents = idsIn(text);
    if (!parents.every((one) => dead.has(one))) return [];
    dead.add(id);
    const message = `rule ${id} is never tried: no rule of its if_sid (${parents.join(', ')}) ever matches`;
    return [note('CHECK_RULE_PARENT_DEAD', element.at, message)];
  });
};

/** Whether the rule hangs below a group besides what counts as its parent here. */
function hasOtherParents({ rules }: Scope, id: number): boolean {
  const first = rules.find((rule) => rule.id === id)?.element;
  if (first === undefined || textOf(first, 'if_sid') !== undefined) return false;
  return textOf(first, 'if_group') !== undefined || textOf(first, 'if_level') !== undefined;
}

function deadIds(scope: Scope): Set<number> {
  const findings = [compositeNever, lists, ruleReach].flatMap((check) => check(scope));
  const dead = new Set<number>();
  for (const { at } of findings.filter(({ code }) => fatal.has(code))) {
    const owner = scope.rules.findLast(({ element }) => {
      return (
        element.at.file === at.file &&
        (element.at.line < at.line ||
          element.at === at ||
          (element.at.line === at.line && element.at.column <= at.column))
      );
    });
    if (owner !== undefined) dead.add(owner.id);
  }
  return dead;
}
