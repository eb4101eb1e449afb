import { limits } from '../base/index.ts';
import type { Form } from './emit.ts';
import { emit } from './emit.ts';
import type { Literals } from './literals.ts';
import { requiredLiterals } from './literals.ts';
import type { Node } from './node.ts';
import { isUtf8 } from './utf8.ts';

export type Dialect = 'osmatch' | 'osregex' | 'pcre2';

export interface PatternMatch {
  /** Offset just after the match, in bytes. */
  readonly end: number;
  /** Groups that took part, in order; unset ones are left out, so later ones move up. */
  readonly groups: readonly string[];
}

/** Subjects beyond this are cut for patterns that can't be run in linear time. */
const nonLinearSubjectBytes = 2048;

/** What to tell about a pattern that is not linear. */
export const notLinear =
  'look-around, references, atomic groups and large counts can take long on hostile text, so ' +
  `only the first ${nonLinearSubjectBytes} bytes are looked at`;

interface Compiled {
  readonly expression: RegExp;
  readonly groups: readonly number[];
  readonly linear: boolean;
}

/**
 * A compiled pattern over one-character-per-byte texts. `ascii` says that the subject is known to
 * hold ASCII alone; saying `false` for such a subject is slower but not wrong.
 */
export class Pattern {
  readonly dialect: Dialect;
  readonly text: string;
  /** One of these lower-case texts is in every ASCII subject that matches. */
  readonly literals: Literals;
  /** The reference compares such a pattern without its machine, so it delivers no captures. */
  readonly anchoredLiteral: boolean;
  readonly captureCount: number;
  readonly #node: Node;
  readonly #hasWide: boolean;
  readonly #hasNewline: boolean;
  readonly #main: Compiled;
  readonly #others: (Compiled | undefined)[] = [];

  constructor(parts: {
    readonly dialect: Dialect;
    readonly text: string;
    readonly node: Node;
    readonly captureCount: number;
    readonly anchoredLiteral: boolean;
  }) {
    this.dialect = parts.dialect;
    this.text = parts.text;
    this.anchoredLiteral = parts.anchoredLiteral;
    this.captureCount = parts.captureCount;
    this.literals = requiredLiterals(parts.node);
    this.#node = parts.node;
    this.#main = compile(parts.node, { text: 'ascii', newline: false });
    this.#hasWide = parts.dialect !== 'pcre2' && !parts.anchoredLiteral;
    this.#hasNewline = usesLastLineEnd(parts.node);
  }

  /** Whether no subject can hold it for more than time linear in its length. */
  get linear(): boolean {
    return this.#main.linear;
  }

  test(subject: string, ascii: boolean): boolean {
    const form = this.#form(subject, ascii);
    return form.expression.test(this.#bounded(subject, form));
  }

  /** Offset just after the first match; -1 when there is none. */
  end(subject: string, ascii: boolean): number {
    const form = this.#form(subject, ascii);
    const found = form.expression.exec(this.#bounded(subject, form));
    return found === null ? -1 : found.index + found[0].length;
  }

  /** The text of the first match, for those who explain. */
  matched(subject: string, ascii: boolean): string | undefined {
    const form = this.#form(subject, ascii);
    return form.expression.exec(this.#bounded(subject, form))?.[0];
  }

  exec(subject: string, ascii: boolean): PatternMatch | undefined {
    const form = this.#form(subject, ascii);
    const found = form.expression.exec(this.#bounded(subject, form));
    if (found === null) return undefined;
    const groups: string[] = [];
    for (const index of form.groups) {
      const text = found[index];
      if (text !== undefined && groups.length < limits.captures) groups.push(text);
    }
    return { end: found.index + found[0].length, groups };
  }

  #bounded(subject: string, form: Compiled): string {
    return form.linear || subject.length <= nonLinearSubjectBytes
      ? subject
      : subject.slice(0, nonLinearSubjectBytes);
  }

  #form(subject: string, ascii: boolean): Compiled {
    const newline = this.#hasNewline && subject.charCodeAt(subject.length - 1) === 10;
    const wide = this.#hasWide && !ascii;
    if (!newline && !wide) return this.#main;
    const text = !wide ? 'ascii' : isUtf8(subject) ? 'utf8' : 'broken';
    const key = (newline ? 1 : 0) + (text === 'ascii' ? 0 : text === 'utf8' ? 2 : 4);
    let form = this.#others[key];
    if (form === undefined) {
      form = compile(this.#node, { text, newline });
      this.#others[key] = form;
    }
    return form;
  }
}

function compile(node: Node, form: Form): Compiled {
  const { source, groups, linear } = emit(node, form);
  return { expression: expressionOf(source === '' ? '(?:)' : source), groups, linear };
}

const caselessGroup = '(?i:';

/** No flags on purpose: V8 falls back to its linear engine only for patterns without them. */
function expressionOf(source: string): RegExp {
  if (hasCaselessGroups || !source.includes(caselessGroup)) return new RegExp(source);
  // Older runtimes have no such groups. The classes hold both cases of a letter already, so the
  // flag changes nothing but the references that need it, and those are never linear.
  return new RegExp(source.replaceAll(caselessGroup, '(?:'), 'i');
}

const hasCaselessGroups = takesCaselessGroups();

function takesCaselessGroups(): boolean {
  try {
    return new RegExp(`${caselessGroup}a)`).test('A');
  } catch {
    // The runtime answers a group that it does not know with a SyntaxError.
    return false;
  }
}

function usesLastLineEnd(node: Node): boolean {
  switch (node.kind) {
    case 'anchor':
      return node.at === 'last-line-end';
    case 'sequence':
      return node.items.some(usesLastLineEnd);
    case 'choice':
      return node.options.some(usesLastLineEnd);
    case 'repeat':
    case 'capture':
    case 'atomic':
    case 'look':
      return usesLastLineEnd(node.item);
    case 'set':
    case 'point':
    case 'unit':
    case 'back-reference':
      return false;
    default:
      return node satisfies never;
  }
}
