import type { Explanation } from '../../engine/index.ts';
import type { Attempt, Rule, RuleNode, RuleTree } from '../../rules/index.ts';

/** Why a rule did not win, or that it did; one sentence without its final dot. */
export function whyNot(rule: Rule, tree: RuleTree, explanation: Explanation): string {
  const { verdict, attempts } = explanation;
  const { id } = rule.facts;
  if (verdict.rule?.id === id) return `rule ${id} won`;
  if (verdict.dropped) return 'the event is dropped before rules are tried';
  if (verdict.event.presetRule !== undefined) return 'the event brings its rule along';
  const own = attempts.filter((one) => one.rule === rule);
  if (own.length > 0) return own.map((one) => ofAttempt(one, explanation)).join('; and elsewhere ');
  const paths = pathsTo(rule, tree);
  if (paths.length === 0) return `rule ${id} hangs below no rule that is loaded`;
  const reasons = paths.map((path) => notReached(path, explanation));
  return [...new Set(reasons)].join('; and elsewhere ');
}

/** What became of a rule that was tried. */
export function ofAttempt(attempt: Attempt, { verdict, attempts }: Explanation): string {
  const { facts, noalert } = attempt.rule;
  const failed = attempt.conditions.find(({ passed }) => !passed);
  if (failed !== undefined) {
    const text = failed.text === undefined ? 'there is no such field' : `it saw '${failed.text}'`;
    return `rule ${facts.id} was tried and its <${failed.key}> failed: ${text}`;
  }
  if (!attempt.matched)
    return `rule ${facts.id} was tried and counted too few: ${counted(attempt)}`;
  const later = attempts.slice(attempts.indexOf(attempt) + 1);
  const winner = verdict.rule;
  if (winner !== undefined && later.some((one) => one.rule.facts.id === winner.id)) {
    const how = noalert ? 'only leads to the rules below it' : 'matched, and a rule below it';
    return `rule ${facts.id} ${how}: rule ${winner.id} won`;
  }
  return `rule ${facts.id} only leads to the rules below it, and none of them took the event`;
}

/** What a composite counted, in words. */
export function counted({ rule, tally }: Attempt): string {
  const { composite } = rule;
  if (composite === undefined || tally === undefined) return 'nothing';
  const same = composite.same.length === 0 ? '' : ` with the same ${composite.same.join(', ')}`;
  const marked = tally.marked ? ', some of them used up by an alert before' : '';
  const within = `within ${composite.timeframe} s`;
  return `${tally.counted} earlier events${same} ${within}, of ${tally.needed} needed${marked}`;
}

/** The first node of a path that was not passed tells why the rest was never tried. */
function notReached(path: readonly Rule[], explanation: Explanation): string {
  const { verdict, attempts } = explanation;
  const target = path.at(-1)?.facts.id ?? 0;
  for (const rule of path) {
    const tries = attempts.filter((one) => one.rule === rule);
    if (tries.some(({ matched }) => matched)) continue;
    const [first] = tries;
    if (first !== undefined) {
      return `rule ${target} was not tried: it stands below, and ${ofAttempt(first, explanation)}`;
    }
    const { category, facts } = rule;
    if (rule === path[0] && category !== verdict.event.decoderType) {
      const type = verdict.event.decoderType;
      return `rule ${target} was not tried: it is for events of type ${category}, this one is ${type}`;
    }
    const winner = verdict.rule;
    if (winner !== undefined) {
      return `rule ${target} was not tried: before it came to rule ${facts.id}, rule ${winner.id} won`;
    }
    break;
  }
  return `rule ${target} was not tried`;
}

/** The rules from a root down to a rule, for each place where it hangs. */
function pathsTo(rule: Rule, tree: RuleTree): readonly (readonly Rule[])[] {
  const found: (readonly Rule[])[] = [];
  const walk = (nodes: readonly RuleNode[], above: readonly Rule[]): void => {
    for (const node of nodes) {
      const path = [...above, node.rule];
      if (node.rule === rule) found.push(path);
      walk(node.children, path);
    }
  };
  walk(tree.roots, []);
  return found;
}
