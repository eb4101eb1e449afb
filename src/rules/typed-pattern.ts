import type { Dialect, Pattern } from '../pattern/index.ts';
import { compilePattern, notLinear } from '../pattern/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { attribute } from '../xml/index.ts';
import type { Report, RuleDraft } from './draft.ts';
import { checkAttributes, placeIn } from './option.ts';

const languages: readonly Dialect[] = ['osmatch', 'osregex', 'pcre2'];

/** What `type` and `negate` say of a pattern; OSSEC's dialect has neither. */
export interface PatternAttributes {
  readonly language: Dialect | undefined;
  readonly negated: boolean;
}

/** Reads them from an element; `more` are other attributes that it takes. */
export function patternAttributes(
  element: XmlElement,
  draft: RuleDraft,
  report: Report,
  more: readonly string[] = [],
): PatternAttributes {
  if (draft.dialect === 'ossec') {
    checkAttributes(element, more, report);
    return { language: undefined, negated: false };
  }
  checkAttributes(element, ['type', 'negate', ...more], report);
  const type = attribute(element, 'type');
  const language = languages.find((one) => one === type?.toLowerCase());
  if (type !== undefined && language === undefined) {
    const message = `type="${type}" is none of ${languages.join(', ')} and does not count`;
    report('RULE_PATTERN_TYPE', element.at, message, 'warning');
  }
  return { language, negated: isNegated(element, report) };
}

/** Whether the element says `negate="yes"`. */
export function isNegated(element: XmlElement, report: Report): boolean {
  const negate = attribute(element, 'negate')?.toLowerCase() ?? 'no';
  if (negate !== 'yes' && negate !== 'no') {
    const message = `negate="${negate}" is neither yes nor no and does not count`;
    report('RULE_PATTERN_TYPE', element.at, message, 'warning');
  }
  return negate === 'yes';
}

/** A pattern, and whether it must not match. */
export interface TypedPattern {
  readonly pattern: Pattern;
  readonly negated: boolean;
}

/**
 * Compiles an element's text. A language that the element names folds no case by itself. In the
 * Wazuh dialect `!` before an OS_Match pattern negates it, once more where `negate` stands too.
 */
export function typedPattern(
  element: XmlElement,
  usual: Dialect,
  { language, negated }: PatternAttributes,
  draft: RuleDraft,
  report: Report,
): TypedPattern | undefined {
  const { name, content } = element;
  const dialect = language ?? usual;
  const marked = draft.dialect === 'wazuh' && dialect === 'osmatch' && content.startsWith('!');
  const text = marked ? content.slice(1) : content;
  const result = compilePattern(dialect, text, { caseless: language !== 'pcre2' });
  if (!result.ok) {
    const { offset, reason } = result.problem;
    report('RULE_PATTERN_BAD', placeIn(element, offset), `<${name}>: ${reason}`);
    return undefined;
  }
  if (!result.pattern.linear) {
    report('RULE_PATTERN_NOT_LINEAR', element.contentAt, `<${name}>: ${notLinear}`, 'warning');
  }
  return { pattern: result.pattern, negated: negated !== marked };
}
