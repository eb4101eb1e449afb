import type { RuleDialect } from '../event/index.ts';
import type { XmlElement } from '../xml/index.ts';
import type { Pieces, Report } from './decoder-pieces.ts';
import { orderWords } from './order.ts';

/** What must and must not stand together. */
export function checkShape(
  element: XmlElement,
  { texts, patterns }: Pieces,
  dialect: RuleDialect,
  report: Report,
): void {
  const has = (...names: readonly string[]): boolean => names.some((name) => texts.has(name));
  const fail = (message: string): void => report('DECODER_INCOMPLETE', element.at, message);
  const hasRegex = has('regex', 'pcre2');
  const offset = (texts.get('regex') ?? texts.get('pcre2'))?.offset;
  const prematch = texts.get('prematch') ?? texts.get('prematch_pcre2');
  const parent = has('parent');
  if (!parent && !has('prematch', 'prematch_pcre2', 'program_name', 'program_name_pcre2')) {
    fail('a decoder without parent needs a prematch or a program_name');
  }
  if (has('plugin_decoder')) {
    if (hasRegex || has('order')) fail('a plugin goes with neither regex nor order');
  } else if (hasRegex !== has('order') || (has('fts') && !hasRegex)) {
    const words = orderWords.slice(0, 4).join(', ');
    fail(`regex and order go together (order names the captures: ${words}…), fts needs both`);
  }
  if (!parent && (offset === 'after_parent' || prematch?.offset === 'after_parent')) {
    fail('after_parent needs a parent');
  }
  if (!parent && offset === 'after_regex') fail('after_regex needs a parent');
  if (parent && offset === 'after_prematch' && prematch === undefined) {
    fail('after_prematch needs a prematch');
  }
  if (dialect === 'ossec' && patterns.get('regex')?.anchoredLiteral === true) {
    fail('a regex that is a plain text with ^ or $ captures nothing');
  }
}
