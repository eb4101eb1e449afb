import type { Event } from '../event/index.ts';
import type { LiteralIndex } from './literal-index.ts';
import type { RuleNode } from './rule.ts';

/** Shorter lists are tried one by one. */
const listMin = 16;
/** More places than this are sorted by the sort that is built in. */
const insertionMax = 16;

/** A list of rules by what their conditions look for in the log. */
interface Filed {
  /** Places of rules that any log may pass, in order. */
  readonly open: readonly number[];
  /** These rules. */
  readonly openNodes: readonly RuleNode[];
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
  /** Places that the texts at hand add; kept, so that no event allocates it. */
  readonly #more: number[] = [];

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
    const { byText } = filed;
    if (byText.size === 0) return nodes;
    const more = this.#more;
    more.length = 0;
    const hits = this.#texts.hits(event);
    for (let i = 0; i < hits.length; i++) {
      const found = byText.get(hits[i] ?? -1);
      if (found === undefined) continue;
      for (let j = 0; j < found.length; j++) more.push(found[j] ?? 0);
    }
    if (more.length === 0) return filed.openNodes;
    sort(more);
    return merge(nodes, filed.open, more);
  }
}

/** Places are mostly two or three: then this costs less than calling the built-in sort. */
function sort(places: number[]): void {
  if (places.length > insertionMax) {
    places.sort((one, other) => one - other);
    return;
  }
  for (let i = 1; i < places.length; i++) {
    const place = places[i] ?? 0;
    let at = i - 1;
    for (; at >= 0 && (places[at] ?? 0) > place; at--) places[at + 1] = places[at] ?? 0;
    places[at + 1] = place;
  }
}

/** Both are in order; a place is not in both, but may be twice in the second. */
function merge(
  nodes: readonly RuleNode[],
  open: readonly number[],
  more: readonly number[],
): readonly RuleNode[] {
  const chosen: RuleNode[] = [];
  let last = -1;
  let i = 0;
  let j = 0;
  while (i < open.length || j < more.length) {
    const one = open[i] ?? Infinity;
    const other = more[j] ?? Infinity;
    const place = Math.min(one, other);
    if (one < other) i++;
    else j++;
    const node = nodes[place];
    if (node === undefined || place === last) continue;
    chosen.push(node);
    last = place;
  }
  return chosen;
}

function file(nodes: readonly RuleNode[]): Filed {
  const open: number[] = [];
  const openNodes: RuleNode[] = [];
  const byText = new Map<number, number[]>();
  for (const [place, node] of nodes.entries()) {
    const { needs } = node.rule;
    if (needs === undefined) {
      open.push(place);
      openNodes.push(node);
    }
    for (const text of needs ?? []) {
      const known = byText.get(text);
      if (known === undefined) byText.set(text, [place]);
      else known.push(place);
    }
  }
  return { open, openNodes, byText };
}
