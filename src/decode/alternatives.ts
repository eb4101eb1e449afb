/** Takes whatever is there, as the last alternative of fields that may be missing. */
const anything = '(\\.*)$';
/** What that gives: the field is there, and empty. */
const nothing = '()$';

/**
 * The alternatives of an OS_Regex as the engine that Wazuh kept tries them: the first one in all of
 * the log, and only when it is nowhere the next. Decoders there write `Key=(\S+) |(\.*)$` and mean
 * an empty field where there is no key.
 */
export function alternativesOf(pattern: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') i++;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '|' && depth === 0) {
      found.push(pattern.slice(begin, i));
      begin = i + 1;
    }
  }
  found.push(pattern.slice(begin));
  // An empty alternative takes everything, so that the order of trying makes no difference.
  if (found.includes('')) return [pattern];
  return found.map((one, i) => (i > 0 && one === anything ? nothing : one));
}
