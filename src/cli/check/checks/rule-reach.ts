import { attribute, isNamed } from '../../../xml/index.ts';
import type { Finding } from '../finding.ts';
import { differs } from '../finding.ts';
import type { Check, WrittenRule } from '../scope.ts';
import { has, idsIn, rulesInForce, textOf } from '../scope.ts';

/** Elements that place or describe a rule and test nothing. */
const testless = ['if_sid', 'description', 'info', 'cve', 'group', 'options'];

/** Children of rules behind a sibling that takes every event of their parent. */
export const ruleReach: Check = ({ rules }) => {
  const inForce = rulesInForce(rules);
  const families = new Map<number, WrittenRule[]>();
  const placed = rules.filter((rule) => !rule.overwrite && idsOf(rule) !== undefined);
  for (const rule of placed) {
    for (const id of idsOf(rule) ?? []) families.set(id, [...(families.get(id) ?? []), rule]);
  }
  const takers = new Map<number, WrittenRule>();
  for (const [id, family] of families) {
    family.sort((a, b) => rankOf(b) - rankOf(a));
    const taker = family.find((one) => inForce.get(one.id) === one && takesAll(one));
    if (taker !== undefined) takers.set(id, taker);
  }
  return placed.flatMap((rule) => {
    const blocking = (idsOf(rule) ?? []).map((id) => {
      const family = families.get(id) ?? [];
      const taker = takers.get(id);
      const isBehind = taker !== undefined && family.indexOf(taker) < family.indexOf(rule);
      return isBehind ? taker : undefined;
    });
    const [first] = blocking;
    if (first === undefined || blocking.includes(undefined)) return [];
    return [finding(rule, first)];
  });
};

/** Parents of a rule that stands below single rules only; undefined for any other. */
function idsOf({ element }: WrittenRule): readonly number[] | undefined {
  const text = textOf(element, 'if_sid');
  if (text === undefined || /(?:^|[, ])$/.test(text)) return undefined;
  return [...new Set(idsIn(text))];
}

/** The order of siblings: level 0, then the highest level first, accuracy 0 last. */
function rankOf({ level, element }: WrittenRule): number {
  if (Number(attribute(element, 'accuracy')?.slice(0, 4) ?? 1) === 0)
    return level === 0 ? 99 : level;
  return level === 0 ? 9900 : level * 100;
}

function takesAll({ element }: WrittenRule): boolean {
  const isPlain = element.children.every((child) => testless.some((name) => isNamed(child, name)));
  const tests = ['noalert', 'maxsize', 'ignore', 'frequency'];
  return (
    isPlain && has(element, 'if_sid') && tests.every((one) => attribute(element, one) === undefined)
  );
}

function finding({ id, element }: WrittenRule, taker: WrittenRule): Finding {
  const { file, line } = taker.element.at;
  return differs(
    'CHECK_RULE_UNREACHED',
    element.at,
    `rule ${id} is never tried: its sibling ${taker.id} (${file}:${line}) comes first ` +
      'and has no condition, so it takes every event of their parent',
  );
}
