import type { Condition, RuleDraft } from './draft.ts';

/**
 * What is left of a rule after `overwrite="yes"`: most properties come from the new definition,
 * unset ones included; place, category, `*_pcre2` conditions, lists, dynamic fields, details and
 * ignore sets stay those of the first. Rule files in the field are written for exactly this.
 */
export function overwritten(old: RuleDraft, next: RuleDraft): RuleDraft {
  if (next.dialect === 'wazuh') return replaced(old, next);
  const conditions = new Map<string, Condition>();
  for (const [key, condition] of old.conditions) {
    if (!condition.replaceable && inForce(condition, next)) conditions.set(key, condition);
  }
  for (const [key, condition] of next.conditions) {
    if (condition.replaceable) conditions.set(key, condition);
  }
  return {
    ...next,
    at: next.at,
    category: old.category,
    accuracy: old.accuracy,
    noalert: next.noalert,
    details: old.details,
    conditions,
    ifSid: old.ifSid,
    ifLevel: old.ifLevel,
    ifGroup: old.ifGroup,
    matchedSid: old.matchedSid === undefined ? undefined : next.matchedSid,
    matchedGroup: old.matchedGroup === undefined ? undefined : next.matchedGroup,
    matchedRegex: old.matchedRegex === undefined ? undefined : next.matchedRegex,
    ignoreFields: old.ignoreFields,
    checkIgnoredFields: old.checkIgnoredFields,
  };
}

/** In the Wazuh dialect everything is replaced but the place in the tree. */
function replaced(old: RuleDraft, next: RuleDraft): RuleDraft {
  const { category, ifSid, ifLevel, ifGroup } = old;
  return { ...next, category, ifSid, ifLevel, ifGroup };
}

/** Old conditions of a family hold only while the new definition has an element of it. */
function inForce(condition: Condition, next: RuleDraft): boolean {
  if (condition.family === 'plain') return true;
  return [...next.conditions.values()].some((one) => one.family === condition.family);
}
