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
  /** Places of the others, by the texts of which one must be in the log, or in the URL. */
  readonly byText: ReadonlyMap<number, readonly number[]>;
  readonly byUrlText: ReadonlyMap<number, readonly number[]>;
}

/**
 * Tells which rules of a list can match a log, in the list's order: the cost of a list is that of
 * the texts that the log holds, not of the rules that look for others.
 */
export class Candidates {
  readonly #texts: LiteralIndex;
  readonly #urlTexts: LiteralIndex;
  readonly #filed = new WeakMap<readonly RuleNode[], Filed>();
  /** Places that the texts at hand add; kept, so that no event allocates it. */
  readonly #more: number[] = [];

  constructor(texts: LiteralIndex, urlTexts: LiteralIndex) {
    this.#texts = texts;
    this.#urlTexts = urlTexts;
  }

  /** The list itself where nothing is gained. */
  of(nodes: readonly RuleNode[], event: Event): readonly RuleNode[] {
    if (nodes.length < listMin || !event.ascii) return nodes;
    let filed = this.#filed.get(nodes);
    if (filed === undefined) {
      filed = file(nodes);
      this.#filed.set(nodes, filed);
    }
    const { byText, byUrlText } = filed;
    if (byText.size + byUrlText.size === 0) return nodes;
    const more = this.#more;
    more.length = 0;
    if (byText.size > 0) collect(byText, this.#texts.hits(event), more);
    // Without a URL no condition on it passes.
    if (byUrlText.size > 0 && event.url !== undefined) {
      collect(byUrlText, this.#urlTexts.hits(event), more);
    }
    if (more.length === 0) return filed.openNodes;
    sort(more);
    return merge(nodes, filed.open, more);
  }
}

function collect(
  byText: ReadonlyMap<number, readonly number[]>,
  hits: readonly number[],
  places: number[],
): void {
  for (let i = 0; i < hits.length; i++) {
    const found = byText.get(hits[i] ?? -1);
    if (found === undefined) continue;
    for (let j = 0; j < found.length; j++) places.push(found[j] ?? 0);
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
  const byUrlText = new Map<number, number[]>();
  for (const [place, node] of nodes.entries()) {
    const { needs, urlNeeds } = node.rule;
    if (needs !== undefined) add(byText, needs, place);
    else if (urlNeeds !== undefined) add(byUrlText, urlNeeds, place);
    else {
      open.push(place);
      openNodes.push(node);
    }
  }
  return { open, openNodes, byText, byUrlText };
}

function add(to: Map<number, number[]>, texts: readonly number[], place: number): void {
  for (const text of texts) {
    const known = to.get(text);
    if (known === undefined) to.set(text, [place]);
    else known.push(place);
  }
}
