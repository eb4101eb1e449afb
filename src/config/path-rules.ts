import { compilePattern } from '../pattern/index.ts';
import type { PathRule } from './sections/syscheck.ts';

const ascii = /^[\0-\x7f]*$/;

/** Whether one of the rules names a path: its beginning whatever the case, or a pattern in it. */
export function compilePathRules(rules: readonly PathRule[]): (path: string) => boolean {
  const prefixes = rules.filter(({ isPattern }) => !isPattern).map(({ text }) => fold(text));
  const patterns = rules
    .filter(({ isPattern }) => isPattern)
    .map(({ text }) => compileRestriction(text));
  if (rules.length === 0) return () => false;
  return (path) => {
    const folded = fold(path);
    if (prefixes.some((prefix) => folded.startsWith(prefix))) return true;
    return patterns.some((matches) => matches(path));
  };
}

/** A pattern that the configuration has checked; `!` in front takes all but its matches. */
export function compileRestriction(text: string): (path: string) => boolean {
  const isNegated = text.startsWith('!');
  const compiled = compilePattern('osmatch', isNegated ? text.slice(1) : text);
  if (!compiled.ok) return () => false;
  const { pattern } = compiled;
  return (path) => pattern.test(path, ascii.test(path)) !== isNegated;
}

/** Letters of ASCII alone: the path is bytes. */
function fold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
