import type { Finding } from '../finding.ts';
import { differs } from '../finding.ts';
import type { Check, WrittenRule } from '../scope.ts';
import { has } from '../scope.ts';

/** Conditions that stay in force by themselves, with the plain element that takes their place. */
const lasting: Readonly<Record<string, string | undefined>> = {
  match_pcre2: 'match',
  pcre2: 'regex',
  program_name_pcre2: 'program_name',
  id_pcre2: 'id',
  url_pcre2: undefined,
  list: undefined,
  field: undefined,
};
/** What an overwriting rule may say without being heard. */
const unheard = [...Object.keys(lasting), 'if_sid', 'if_group', 'if_level', 'category'];

/** Rules with `overwrite="yes"`: what stays of the first definition, and what is passed over. */
export const overwriteKeeps: Check = ({ rules }) => {
  const first = new Map<number, WrittenRule>();
  return rules.flatMap((rule) => {
    const old = first.get(rule.id);
    if (!rule.overwrite) first.set(rule.id, old ?? rule);
    return rule.overwrite && old !== undefined ? compared(old, rule) : [];
  });
};

function compared(old: WrittenRule, next: WrittenRule): readonly Finding[] {
  const { file, line } = old.element.at;
  const found: Finding[] = [];
  const kept = Object.entries(lasting)
    .filter(([name, twin]) => has(old.element, name) && !hasTwin(next, twin))
    .map(([name]) => `<${name}>`);
  if (kept.length > 0) {
    const message = `rule ${next.id}: ${kept.join(', ')} of the first definition (${file}:${line}) stays in force`;
    found.push(differs('CHECK_OVERWRITE_KEEPS', next.element.at, message));
  }
  const ignored = unheard.filter((name) => has(next.element, name)).map((name) => `<${name}>`);
  if (ignored.length > 0) {
    const message = `rule ${next.id}: overwrite passes over ${ignored.join(', ')}; the first definition (${file}:${line}) decides`;
    found.push(differs('CHECK_OVERWRITE_IGNORES', next.element.at, message));
  }
  return found;
}

function hasTwin({ element }: WrittenRule, twin: string | undefined): boolean {
  return twin !== undefined && has(element, twin);
}
