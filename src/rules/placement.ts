import type { Report, RuleDraft } from './draft.ts';
import { compileWordMatch } from '../pattern/index.ts';

/** A node while the tree grows. */
export interface GrowingNode {
  draft: RuleDraft;
  readonly parent: GrowingNode | undefined;
  /** Sorted by `rank` descending; equal ranks in order of arrival. */
  readonly children: GrowingNode[];
  readonly rank: number;
  /** How many nodes stand above it. */
  readonly depth: number;
}

/** Ids below this are the roots of categories. */
const rootIds = 10;
const levelFactor = 100;
const levelZeroRank = 9900;
/** Rules that hang below whole groups can double the tree, each of them; stock sets need 1,800. */
const nodesMax = 100_000;
/** Evaluation goes down a chain of rules by calling itself. */
const depthMax = 500;

/** Siblings of level 0 are tried first, then by level; rules of accuracy 0 come last. */
export function rankOf(draft: RuleDraft): number {
  if (draft.accuracy === 0) return draft.level === 0 ? 99 : draft.level;
  return draft.level === 0 ? levelZeroRank : draft.level * levelFactor;
}

/** The tree while rules are placed into it. */
export class Grove {
  readonly roots: GrowingNode[] = [];
  /** Ids of rules that did not load; whoever hangs below one is not told of it again. */
  readonly broken = new Set<number>();
  #count = 0;
  readonly #byId = new Map<number, GrowingNode[]>();

  nodesOf(id: number): readonly GrowingNode[] {
    return this.#byId.get(id) ?? [];
  }

  all(): Iterable<GrowingNode> {
    return this.#byId.values().flatMap((nodes) => nodes);
  }

  /** Places a rule; reports what it hangs under and is not there. */
  place(draft: RuleDraft, tell: Report): void {
    // A Wazuh set loads without the rules that hang nowhere.
    const report: Report =
      draft.dialect === 'ossec' ? tell : (code, at, text) => tell(code, at, text, 'warning');
    if (draft.id < rootIds) {
      this.#insert(draft, undefined);
      return;
    }
    const targets = new Set(this.#targets(draft, report));
    const problem = this.#tooLarge(targets);
    if (problem !== undefined) {
      report('RULE_TREE_TOO_LARGE', draft.at, `rule ${draft.id} ${problem}`);
      this.broken.add(draft.id);
      return;
    }
    // It hangs nowhere, which is told already, of it or of a rule above it.
    if (targets.size === 0) this.broken.add(draft.id);
    for (const target of targets) this.#insert(draft, target);
  }

  #tooLarge(targets: ReadonlySet<GrowingNode>): string | undefined {
    if (this.#count + targets.size > nodesMax) {
      return `would stand in ${targets.size} places: with those of the rules before it too many`;
    }
    const isDeep = targets.values().some((target) => target.depth >= depthMax);
    return isDeep ? `stands below more than ${depthMax} rules` : undefined;
  }

  #targets(draft: RuleDraft, report: Report): GrowingNode[] {
    if (draft.ifSid !== undefined) return this.#bySid(draft, draft.ifSid, report);
    if (draft.ifLevel !== undefined) {
      const { value, at } = draft.ifLevel;
      const found = [...this.all()].filter((node) => node.rank >= value * levelFactor);
      if (found.length === 0) report('RULE_PARENT_UNKNOWN', at, `no rule has level ${value}`);
      return found;
    }
    if (draft.ifGroup !== undefined) {
      const { value, at } = draft.ifGroup;
      const matches = compileWordMatch(value);
      const found = [...this.all()].filter((node) => matches(node.draft.group));
      if (found.length === 0) {
        const message = `no rule before rule ${draft.id} is in the group ${value}`;
        report('RULE_PARENT_UNKNOWN', at, message);
      }
      return found;
    }
    return this.#categoryRoot(draft, report);
  }

  #categoryRoot(draft: RuleDraft, report: Report): GrowingNode[] {
    const root = this.roots.find((node) => node.draft.category === draft.category);
    if (root === undefined) {
      const message = `rule ${draft.id}: no root rule of the category ${draft.category} is loaded`;
      report('RULE_PARENT_UNKNOWN', draft.at, message);
    }
    return root === undefined ? [] : [root];
  }

  #bySid(draft: RuleDraft, ifSid: NonNullable<RuleDraft['ifSid']>, report: Report): GrowingNode[] {
    const targets: GrowingNode[] = [];
    for (const text of ifSid.value.split(/[, ]+/)) {
      if (text === '') continue;
      const found = this.#reached(Number(text));
      const last = found.at(-1);
      if (last === undefined) {
        // Of a rule that did not load its problems are told already.
        if (this.broken.has(Number(text))) continue;
        const message = `rule ${draft.id}: no rule ${text} stands before it`;
        report('RULE_PARENT_UNKNOWN', ifSid.at, message);
        continue;
      }
      draft.category = last.draft.category;
      targets.push(...found);
    }
    // A list that ends with a separator hangs the rule under its category as well: rule files
    // with such a typing slip have alerted that way for years.
    if (ifSid.value === '' || /[, ]$/.test(ifSid.value)) {
      targets.push(...this.#categoryRoot(draft, report));
    }
    return targets;
  }

  /**
   * The nodes that a search for a parent reaches: it looks below the siblings before the first
   * node with that id, and leaves the list of siblings there.
   */
  #reached(id: number): readonly GrowingNode[] {
    const nodes = this.nodesOf(id);
    if (nodes.length < 2) return nodes;
    const ends = new Map<readonly GrowingNode[], number>();
    for (const node of nodes) {
      const list = this.#siblings(node.parent);
      ends.set(list, Math.min(ends.get(list) ?? Infinity, list.indexOf(node)));
    }
    return nodes.filter((node) => {
      for (let at: GrowingNode | undefined = node; at !== undefined; at = at.parent) {
        const list = this.#siblings(at.parent);
        const end = ends.get(list);
        if (end !== undefined && list.indexOf(at) > end) return false;
      }
      return true;
    });
  }

  #siblings(parent: GrowingNode | undefined): GrowingNode[] {
    return parent === undefined ? this.roots : parent.children;
  }

  #insert(draft: RuleDraft, parent: GrowingNode | undefined): void {
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const node: GrowingNode = { draft, parent, children: [], rank: rankOf(draft), depth };
    const siblings = this.#siblings(parent);
    const at = siblings.findIndex((one) => one.rank < node.rank);
    this.#count++;
    siblings.splice(at < 0 ? siblings.length : at, 0, node);
    const same = this.#byId.get(draft.id);
    if (same === undefined) this.#byId.set(draft.id, [node]);
    else same.push(node);
  }
}
