import type { Event } from '../event/index.ts';
import type { LiteralIndex } from './literal-index.ts';
import type { RuleNode } from './rule.ts';

/** Shorter lists are tried one by one. */
const listMin = 16;

/** A list of rules by what their conditions look for in the log. */
interface Filed {
  /** Places of rules that any log may pass. */
  readonly open: readonly number[];
  /** Places of the others, by the texts of which one must be there. */
  readonly byText: ReadonlyMap<number, readonly number[]>;
}

/**
 * Tells which rules of a list can match a log, in the list's order: the cost of a list is that of
 * the texts that the log holds, not of the rules that look for others.
 */
export class Candidates {
  readonly #texts: LiteralIndex;
  readonly #filed = new WeakMap<readonly RuleNode[], Filed>();

  constructor(texts: LiteralIndex) {
    this.#texts = texts;
  }

  /** The list itself where nothing is gained. */
  of(nodes: readonly RuleNode[], event: Event): readonly RuleNode[] {
    if (nodes.length < listMin || !event.ascii) return nodes;
    let filed = this.#filed.get(nodes);
    if (filed === undefined) {
      filed = file(nodes);
      this.#filed.set(nodes, filed);
    }
    if (filed.byText.size === 0) return nodes;
    let places: readonly number[] = filed.open;
    let more: Set<number> | undefined;
    for (const text of this.#texts.hits(event)) {
      const found = filed.byText.get(text);
      if (found === undefined) continue;
      more ??= new Set(filed.open);
      for (const place of found) more.add(place);
    }
    if (more !== undefined) places = [...more].sort((one, other) => one - other);
    const chosen: RuleNode[] = [];
    for (const place of places) {
      const node = nodes[place];
      if (node !== undefined) chosen.push(node);
    }
    return chosen;
  }
}

function file(nodes: readonly RuleNode[]): Filed {
  const open: number[] = [];
  const byText = new Map<number, number[]>();
  for (const [place, { rule }] of nodes.entries()) {
    if (rule.needs === undefined) open.push(place);
    for (const text of rule.needs ?? []) {
      const known = byText.get(text);
      if (known === undefined) byText.set(text, [place]);
      else known.push(place);
    }
  }
  return { open, byText };
}
