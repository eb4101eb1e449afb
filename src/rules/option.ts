import type { Place } from '../base/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { sameName } from '../xml/index.ts';
import type { LoadContext, Report, RuleDraft } from './draft.ts';

/** A unit of the rule language: the elements it reads and what it makes of them. */
export interface RuleOption {
  /** One sentence; the reference manual is built from it. */
  readonly summary: string;
  /** Names of the elements it reads, case-insensitive but for those in `exact`. */
  readonly elements: readonly string[];
  readonly exact?: readonly string[];
  /** Called once a rule with all its elements of these names, in file order. */
  read(
    elements: readonly XmlElement[],
    draft: RuleDraft,
    report: Report,
    context: LoadContext,
  ): void;
}

/** Elements of a name hold one text in pieces; they are joined without a separator. */
export function joined(elements: readonly XmlElement[], name: string): XmlElement | undefined {
  const pieces = elements.filter((element) => sameName(element.name, name));
  const first = pieces[0];
  if (first === undefined || pieces.length === 1) return first;
  return {
    ...first,
    content: pieces.map((piece) => piece.content).join(''),
    attributes: pieces.flatMap((piece) => piece.attributes),
  };
}

/** Where the content's character at `offset` stands in the file. */
export function placeIn({ content, contentAt }: XmlElement, offset: number): Place {
  const { file, line, column } = contentAt;
  const before = content.slice(0, offset).split('\n');
  const rest = before.at(-1)?.length ?? 0;
  return before.length === 1
    ? { file, line, column: column + rest }
    : { file, line: line + before.length - 1, column: rest + 1 };
}

/** Reports attributes that the element does not take; a silent one would change the rule. */
export function checkAttributes(
  element: XmlElement,
  allowed: readonly string[],
  report: Report,
): void {
  for (const { name, at } of element.attributes) {
    if (!allowed.some((one) => sameName(one, name))) {
      const message = `<${element.name}> has no attribute ${name} in this dialect`;
      report('RULE_ATTRIBUTE_UNKNOWN', at, message);
    }
  }
}

/** A whole number made of digits only. */
export function parseCount(text: string): number | undefined {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}
