import type { XmlElement } from '../../../xml/index.ts';
import type { Finding } from '../finding.ts';
import { differs } from '../finding.ts';
import type { Check } from '../scope.ts';

/** Elements whose pattern looks at the log, and whether a backslash escapes there. */
const looksAtLog = /^(?:prematch|regex|pcre2|match|(?:prematch|match)_pcre2)$/i;
const plainText = /^match$/i;

/** Patterns that ask for control characters: events have none left. */
export const patternControls: Check = ({ decoders, rules }) => {
  const owners = [...decoders, ...rules.map(({ element }) => element)];
  return owners.flatMap((owner) => owner.children.flatMap(controlsIn));
};

function controlsIn(element: XmlElement): readonly Finding[] {
  if (!looksAtLog.test(element.name)) return [];
  const asked = askedIn(element);
  if (asked === undefined) return [];
  const message = `<${element.name}> asks for ${asked}, which matches nothing: control characters are removed from a log before it is decoded`;
  return [differs('CHECK_PATTERN_CONTROL', element.contentAt, message)];
}

function askedIn({ name, content }: XmlElement): string | undefined {
  if (content.includes('\t')) return 'a tab';
  if (plainText.test(name)) return undefined;
  // In a class, or made optional, it does no harm.
  const needed = content.replace(/\[[^\]]*\]/g, '').replace(/\\[tnr][?*]/g, '');
  return /(?<!\\)(?:\\\\)*(?<escape>\\[tnr])/.exec(needed)?.groups?.['escape'];
}
