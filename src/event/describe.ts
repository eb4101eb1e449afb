import type { Event } from './event.ts';
import { staticFields } from './event.ts';
import type { RuleFacts } from './rule-facts.ts';

/** Names in rule files of fields that the event calls otherwise. */
const otherNames: Readonly<Record<string, (typeof staticFields)[number]>> = {
  user: 'dstuser',
  extra_data: 'extraData',
  system_name: 'systemname',
};

function isStatic(name: string): name is (typeof staticFields)[number] {
  return staticFields.some((one) => one === name);
}

function valueOf(event: Event, name: string): string {
  const field = Object.hasOwn(otherNames, name) ? otherNames[name] : name;
  const value = field !== undefined && isStatic(field) ? event[field] : undefined;
  if (value !== undefined) return value;
  if (name === 'hostname') return event.hostname;
  if (name === 'location') return event.location;
  if (name === 'program_name') return event.programName ?? '';
  return event.dynamic?.get(name) ?? '';
}

/** A value that somebody else chose must not end the line it is printed in. */
function oneLine(value: string): string {
  return value.replace(/[\x00-\x1f\x7f]/g, ' ');
}

/**
 * What the alert says: the rule's description, in which `$(name)` stands for a field of the event
 * where the rule is of the Wazuh dialect. A field that is not there leaves nothing.
 */
export function describe(rule: RuleFacts, event: Event): string {
  const { description, placeholders = [] } = rule;
  let text = description;
  for (const name of placeholders)
    text = text.replaceAll(`$(${name})`, () => oneLine(valueOf(event, name)));
  return text;
}
