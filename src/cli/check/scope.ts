import type { RuleDialect } from '../../event/index.ts';
import type { XmlElement } from '../../xml/index.ts';
import { attribute, childrenNamed, isNamed } from '../../xml/index.ts';
import type { Finding } from './finding.ts';

/** A rule as it is written, before anything is made of it. */
export interface WrittenRule {
  readonly id: number;
  readonly level: number;
  readonly overwrite: boolean;
  /** What its file is written in. */
  readonly dialect: RuleDialect;
  readonly element: XmlElement;
}

/** What an installation wrote, in the order it is loaded. */
export interface Scope {
  readonly decoders: readonly XmlElement[];
  readonly rules: readonly WrittenRule[];
  /** Names of the lists that are configured. */
  readonly lists: ReadonlySet<string>;
}

/** Looks for one kind of surprise in files that load. */
export type Check = (scope: Scope) => readonly Finding[];

/** Rules of parsed rule files; elements without a usable id are told by the loader. */
export function writtenRules(
  roots: readonly XmlElement[],
  dialect: RuleDialect = 'ossec',
): readonly WrittenRule[] {
  return roots
    .flatMap((root) => childrenNamed(root, 'rule'))
    .map((element) => ({
      id: numberOf(element, 'id', 6),
      level: numberOf(element, 'level', 4),
      overwrite: attribute(element, 'overwrite') === 'yes',
      dialect,
      element,
    }))
    .filter(({ id }) => Number.isInteger(id));
}

function numberOf(element: XmlElement, name: string, digits: number): number {
  return Number(attribute(element, name)?.slice(0, digits) ?? Number.NaN);
}

/** The text of an element: repeated ones are joined, as the loader does; undefined without any. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const found = childrenNamed(element, name);
  return found.length === 0 ? undefined : found.map((one) => one.content).join('');
}

export function has(element: XmlElement, ...names: readonly string[]): boolean {
  return element.children.some((child) => names.some((name) => isNamed(child, name)));
}

/** The definition of each id that is in force: the last one. */
export function rulesInForce(rules: readonly WrittenRule[]): ReadonlyMap<number, WrittenRule> {
  return new Map(rules.map((rule) => [rule.id, rule]));
}

/** Ids of an `if_sid` list. */
export function idsIn(text: string): readonly number[] {
  return text
    .split(/[, ]+/)
    .filter((word) => word !== '')
    .map(Number);
}

/** The rules as they run: without definitions that a later one replaces. */
export function running(rules: readonly WrittenRule[]): readonly WrittenRule[] {
  const inForce = rulesInForce(rules);
  return rules.filter((rule) => inForce.get(rule.id) === rule);
}
