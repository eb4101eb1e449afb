import type { Event } from '../event/index.ts';
import { Candidates } from './candidates.ts';
import type { Composite, History, RecentList } from './correlation/index.ts';
import type { Condition } from './draft.ts';
import { search } from './correlation/index.ts';
import type { RuleMemory } from './memory.ts';
import type { Rule, RuleNode, RuleTree } from './rule.ts';

/** Pairs of decoder and program remembered with the nodes that can match them. */
const dispatchesMax = 4096;

/** Told what is tried, for the log tester's trace. */
export interface RuleTrace {
  trying(rule: Rule): void;
  matched(rule: Rule): void;
  children(rule: Rule): void;
  /** A condition was tested. */
  condition?(rule: Rule, condition: Condition, passed: boolean): void;
  /** A composite searched its list; undefined where there is none for this event. */
  searched?(composite: Composite, list: RecentList | undefined, found: boolean): void;
}

/** What can match events of one decoder and program, filled as nodes are reached. */
interface Dispatch {
  readonly children: (readonly RuleNode[] | undefined)[];
}

/** Runs a rule tree over events; all that it remembers is in the memory and the history. */
export class RuleMachine {
  readonly #tree: RuleTree;
  readonly #memory: RuleMemory;
  readonly #history: History;
  readonly #candidates: Candidates;
  readonly #dispatches = new Map<string | undefined, Map<string | undefined, Dispatch>>();
  #dispatchCount = 0;

  constructor(tree: RuleTree, memory: RuleMemory, history: History) {
    this.#tree = tree;
    this.#memory = memory;
    this.#history = history;
    this.#candidates = new Candidates(tree.logTexts, tree.urlTexts);
  }

  /** The rule that wins; level 0 ones included. Conditions with a past note what they saw. */
  winner(event: Event, trace: RuleTrace | undefined): Rule | undefined {
    const dispatch = trace === undefined ? this.#dispatch(event) : undefined;
    for (const root of this.#tree.roots) {
      if (root.rule.category !== event.decoderType) continue;
      if (dispatch !== undefined && !this.#passesFixed(root.rule, event)) continue;
      const rule = this.#test(root, event, dispatch, trace);
      if (rule !== undefined) return rule;
    }
    return undefined;
  }

  #test(
    node: RuleNode,
    event: Event,
    dispatch: Dispatch | undefined,
    trace: RuleTrace | undefined,
  ): Rule | undefined {
    const { rule } = node;
    trace?.trying(rule);
    // With a dispatch the fixed conditions were answered when the list of nodes was made.
    if (trace?.condition !== undefined) {
      if (!this.#passesTraced(rule, event, trace)) return undefined;
    } else {
      if (dispatch === undefined && !this.#passesFixed(rule, event)) return undefined;
      for (const test of rule.tests) if (!test(event, this.#memory)) return undefined;
    }
    if (rule.composite !== undefined && !this.#search(rule, event, trace)) return undefined;
    trace?.matched(rule);
    const children =
      dispatch === undefined
        ? node.children
        : this.#candidates.of(this.#children(node, event, dispatch), event);
    if (children.length > 0) trace?.children(rule);
    for (const child of children) {
      const found = this.#test(child, event, dispatch, trace);
      if (found !== undefined) return found;
    }
    return rule.noalert ? undefined : rule;
  }

  #passesFixed(rule: Rule, event: Event): boolean {
    for (const test of rule.fixed) if (!test(event, this.#memory)) return false;
    return true;
  }

  /** The same conditions in the same order, each of them told. */
  #passesTraced(rule: Rule, event: Event, trace: RuleTrace): boolean {
    for (const condition of rule.conditions) {
      const passed = condition.test(event, this.#memory);
      trace.condition?.(rule, condition, passed);
      if (!passed) return false;
    }
    return true;
  }

  #search(rule: Rule, event: Event, trace: RuleTrace | undefined): boolean {
    const { composite } = rule;
    if (composite === undefined) return true;
    const list = this.#history.listFor(composite, event);
    const found = list === undefined ? undefined : search(composite, event, list);
    trace?.searched?.(composite, list, found !== undefined);
    if (found === undefined) return false;
    this.#memory.context = found.logs;
    this.#memory.contributors = found.events;
    return true;
  }

  #dispatch(event: Event): Dispatch {
    let byProgram = this.#dispatches.get(event.decoder);
    if (byProgram === undefined) {
      byProgram = new Map();
      this.#dispatches.set(event.decoder, byProgram);
    }
    let dispatch = byProgram.get(event.programName);
    if (dispatch === undefined) {
      if (this.#dispatchCount >= dispatchesMax) {
        this.#dispatches.clear();
        this.#dispatches.set(event.decoder, byProgram);
        byProgram.clear();
        this.#dispatchCount = 0;
      }
      dispatch = { children: Array.from({ length: this.#tree.branchCount }) };
      byProgram.set(event.programName, dispatch);
      this.#dispatchCount++;
    }
    return dispatch;
  }

  #children(node: RuleNode, event: Event, dispatch: Dispatch): readonly RuleNode[] {
    const { branch } = node;
    if (branch === undefined) return node.children;
    const known = dispatch.children[branch];
    if (known !== undefined) return known;
    const passing = node.children.filter((child) => this.#passesFixed(child.rule, event));
    const list = passing.length === node.children.length ? node.children : passing;
    dispatch.children[branch] = list;
    return list;
  }
}
