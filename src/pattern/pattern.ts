import { limits } from '../base/index.ts';
import { Automaton } from './automaton.ts';
import { boundedExec, searchMillisecondsMax } from './bounded-run.ts';
import type { Form } from './emit.ts';
import type { CharSet } from './char-set.ts';
import { emit } from './emit.ts';
import type { Literals } from './literals.ts';
import { isLiteralSet, requiredLiterals } from './literals.ts';
import type { Node } from './node.ts';
import { harmlessLength, isPlain, isSuperlinear, loopCount, startBytes } from './risk.ts';
import { isUtf8 } from './utf8.ts';

export type Dialect = 'osmatch' | 'osregex' | 'pcre2';

export interface PatternMatch {
  /** Offset just after the match, in bytes. */
  readonly end: number;
  /** Groups that took part, in order; unset ones are left out, so later ones move up. */
  readonly groups: readonly string[];
}

/** What to tell about a pattern that is not linear. */
export const notLinear =
  'look-around, references, atomic groups and large counts can take long on hostile text, so a ' +
  `search that takes ${searchMillisecondsMax} ms is given up and counts as no match`;

/** In shorter subjects the steps that V8 does not count are few. */
const longSubject = 512;

const shortAscii: Form = { text: 'ascii', newline: false, long: false };

interface Compiled {
  readonly expression: RegExp;
  readonly groups: readonly number[];
  readonly linear: boolean;
  /** Subjects beyond this are searched under a watch; infinite for linear patterns. */
  readonly unwatched: number;
  /** Asked first, where V8 could take many steps for each byte of a long subject. */
  readonly automaton: Automaton | undefined;
}

/** Texts of one pattern in an index. */
const indexedMax = 160;

/**
 * A compiled pattern over one-character-per-byte texts. `ascii` says that the subject is known to
 * hold ASCII alone; saying `false` for such a subject is slower but not wrong.
 */
export class Pattern {
  readonly dialect: Dialect;
  readonly text: string;
  /** The reference compares such a pattern without its machine, so it delivers no captures. */
  readonly anchoredLiteral: boolean;
  readonly captureCount: number;
  /** Null until it was looked for. */
  #literals: Literals | null = null;
  #unfolded: Literals | null = null;
  readonly #node: Node;
  readonly #hasWide: boolean;
  readonly #hasNewline: boolean;
  /** Many patterns never meet a subject: those that cannot fail are made when one does. */
  #compiled: Compiled | undefined;
  /** Null until it was looked for. */
  #starts: CharSet | undefined | null = null;
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
    this.#node = parts.node;
    this.#compiled = isPlain(parts.node) ? undefined : this.#compile(shortAscii);
    this.#hasWide = parts.dialect !== 'pcre2' && !parts.anchoredLiteral;
    this.#hasNewline = usesLastLineEnd(parts.node);
  }

  /** Whether no subject can hold it for more than time linear in its length. */
  get linear(): boolean {
    return this.#compiled?.linear ?? true;
  }

  /** One of these lower-case texts is in every ASCII subject that matches. */
  get literals(): Literals {
    if (this.#literals === null) this.#literals = requiredLiterals(this.#node);
    return this.#literals;
  }

  /** The same for an index, which finds many as quickly as few. */
  get indexLiterals(): Literals {
    return requiredLiterals(this.#node, indexedMax);
  }

  /** Whether an ASCII subject matches exactly when it holds one of the literals. */
  get isLiterals(): boolean {
    return isLiteralSet(this.#node);
  }

  /** The same for every subject: beyond ASCII there are signs that fold to k and s. */
  get #everywhere(): Literals {
    if (this.#unfolded === null) this.#unfolded = withoutFolds(this.literals);
    return this.#unfolded;
  }

  /** Whether a subject that begins with the byte can match. */
  canBegin(byte: number): boolean {
    const starts = this.#startBytes();
    return starts === undefined || starts.has(byte);
  }

  test(subject: string, ascii: boolean): boolean {
    if (this.#turnsAway(subject)) return false;
    if (subject.length <= longSubject) {
      const { expression, unwatched } = this.#form(subject, ascii);
      return subject.length <= unwatched
        ? expression.test(subject)
        : boundedExec(expression, subject) !== null;
    }
    if (this.#lacksLiteral(subject, ascii)) return false;
    const form = this.#form(subject, ascii);
    const known = form.automaton?.occursIn(subject);
    if (known === false || (known === true && form.linear)) return known;
    return search(subject, form) !== null;
  }

  /** Offset just after the first match; -1 when there is none. */
  end(subject: string, ascii: boolean): number {
    if (this.#turnsAway(subject)) return -1;
    const found = this.#find(subject, ascii);
    return found === null ? -1 : found.index + found[0].length;
  }

  /** The text of the first match, for those who explain. */
  matched(subject: string, ascii: boolean): string | undefined {
    return this.#find(subject, ascii)?.[0];
  }

  exec(subject: string, ascii: boolean): PatternMatch | undefined {
    if (this.#turnsAway(subject)) return undefined;
    const found = this.#find(subject, ascii);
    if (found === null) return undefined;
    const groups: string[] = [];
    for (const index of this.#form(subject, ascii).groups) {
      const text = found[index];
      if (text !== undefined && groups.length < limits.captures) groups.push(text);
    }
    return { end: found.index + found[0].length, groups };
  }

  /** Most anchored patterns need no more than a look at the first byte. */
  #turnsAway(subject: string): boolean {
    const starts = this.#startBytes();
    return starts !== undefined && !starts.has(subject.charCodeAt(0));
  }

  #startBytes(): CharSet | undefined {
    if (this.#starts === null) this.#starts = startBytes(this.#node);
    return this.#starts;
  }

  #find(subject: string, ascii: boolean): RegExpExecArray | null {
    if (subject.length > longSubject && this.#lacksLiteral(subject, ascii)) return null;
    const form = this.#form(subject, ascii);
    return form.automaton?.occursIn(subject) === false ? null : search(subject, form);
  }

  /** Spares most patterns more than a look at a long subject, and a form for such subjects. */
  #lacksLiteral(subject: string, ascii: boolean): boolean {
    const literals = ascii || !this.#hasWide ? this.literals : this.#everywhere;
    if (literals === undefined) return false;
    const folded = foldedText(subject);
    return !literals.some((literal) => folded.includes(literal));
  }

  #form(subject: string, ascii: boolean): Compiled {
    const newline = this.#hasNewline && subject.charCodeAt(subject.length - 1) === 10;
    const wide = this.#hasWide && !ascii;
    const long = subject.length > longSubject;
    if (!newline && !wide && !long) return (this.#compiled ??= this.#compile(shortAscii));
    const text = !wide ? 'ascii' : isUtf8(subject) ? 'utf8' : 'broken';
    const key =
      (newline ? 1 : 0) + (text === 'ascii' ? 0 : text === 'utf8' ? 2 : 4) + (long ? 8 : 0);
    let form = this.#others[key];
    if (form === undefined) {
      form = this.#compile({ text, newline, long });
      this.#others[key] = form;
    }
    return form;
  }

  #compile(wanted: Form): Compiled {
    const node = this.#node;
    const risky = wanted.long && isSuperlinear(node);
    const { source, groups, linear } = emit(node, { ...wanted, long: risky });
    // Code points of several bytes make loops that step back byte by byte.
    const slow = risky || (wanted.long && wanted.text !== 'ascii' && loopCount(node) > 0);
    return {
      expression: expressionOf(source === '' ? '(?:)' : source),
      groups,
      linear,
      unwatched: linear ? Infinity : harmlessLength(node),
      automaton: slow ? Automaton.of(node, wanted.text, wanted.newline) : undefined,
    };
  }
}

function search(subject: string, { expression, unwatched }: Compiled): RegExpExecArray | null {
  return subject.length > unwatched ? boundedExec(expression, subject) : expression.exec(subject);
}

/** The longest part of each text that no code point beyond ASCII folds to. */
function withoutFolds(literals: Literals): Literals {
  const parts = literals?.map((literal) =>
    literal.split(/[ks]/).reduce((best, part) => (part.length > best.length ? part : best)),
  );
  return parts?.includes('') === true ? undefined : parts;
}

let lastSubject = '';
let lastFolded = '';

/** Many patterns look at one subject in turn, so the last one is remembered. */
function foldedText(subject: string): string {
  if (subject !== lastSubject) {
    lastSubject = subject;
    lastFolded = subject.toLowerCase();
  }
  return lastFolded;
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
