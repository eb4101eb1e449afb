import type { Diagnostic } from '../base/index.ts';
import type { RuleFacts } from '../event/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { isNamed, sameName } from '../xml/index.ts';
import type { Composite, CompositeKind } from './correlation/index.ts';
import { comparedFields } from './correlation/index.ts';
import type { Condition, LoadContext, Report, RuleDraft } from './draft.ts';
import { LiteralIndex } from './literal-index.ts';
import { shadowedTwins } from './options/patterns/patterns.ts';
import { overwritten } from './overwrite.ts';
import type { GrowingNode } from './placement.ts';
import { Grove } from './placement.ts';
import { readRule } from './read-rule.ts';
import type { Rule, RuleNode, RuleTree } from './rule.ts';

export interface RuleOptions extends Omit<LoadContext, 'diagnostics' | 'literals'> {
  /** From this level on alerts ask for mail. */
  readonly mailLevel: number;
  /** From this level on alerts are written. */
  readonly logLevel: number;
}

/** A composite by group and the rules of which it counts events, once for each node. */
interface GroupSearch {
  readonly ruleId: number;
  readonly members: readonly number[];
}

/** Builds the rule tree of all files' root elements, in file order. */
export function loadRules(
  roots: readonly XmlElement[],
  options: RuleOptions,
): { readonly tree: RuleTree; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const literals = {
    log: new LiteralIndex((event) => event.log),
    url: new LiteralIndex((event) => event.url),
  };
  const context: LoadContext = { ...options, diagnostics, literals };
  const report: Report = (code, at, message, severity = 'error') => {
    diagnostics.push({ severity, code, at, message });
  };
  const grove = new Grove();
  const drafts = new Map<number, RuleDraft>();
  const searches: GroupSearch[] = [];
  for (const root of roots) {
    const group = groupName(root, report);
    if (group === undefined) continue;
    for (const element of root.children) {
      if (!isNamed(element, 'rule')) {
        report('RULE_EXPECTED', element.at, `only rules may stand here, not <${element.name}>`);
        continue;
      }
      const dialect = options.dialectOf?.(root) ?? 'ossec';
      const read = readRule(element, group, dialect, context);
      // A broken definition must not replace the rule that it overwrites.
      if (read === undefined || read.skipped || (read.broken && read.draft.overwrite)) continue;
      add(read.draft, grove, drafts, searches, report);
    }
  }
  const texts = { logTexts: literals.log, urlTexts: literals.url };
  const tree = { ...compileTree(grove, drafts, searches, options), ...texts };
  return { tree, diagnostics };
}

function groupName(root: XmlElement, report: Report): string | undefined {
  const [name, second] = root.attributes;
  if (!isNamed(root, 'group')) {
    report('RULE_GROUP_EXPECTED', root.at, `only groups may stand here, not <${root.name}>`);
    return undefined;
  }
  if (name === undefined || !sameName(name.name, 'name') || second !== undefined) {
    const at = second?.at ?? root.at;
    report('RULE_GROUP_NAME', at, 'a group takes exactly the attribute name');
    return undefined;
  }
  if (root.children.length === 0) {
    report('RULE_GROUP_EMPTY', root.at, `the group ${name.value} holds no rule`);
  }
  return name.value;
}

function add(
  draft: RuleDraft,
  grove: Grove,
  drafts: Map<number, RuleDraft>,
  searches: GroupSearch[],
  report: Report,
): void {
  const old = drafts.get(draft.id);
  if (draft.overwrite) {
    if (old === undefined) {
      if (grove.broken.has(draft.id)) return;
      const message = `there is no rule ${draft.id} to overwrite`;
      report('RULE_OVERWRITE_UNKNOWN', draft.at, message);
      return;
    }
    const merged = overwritten(old, draft);
    drafts.set(draft.id, merged);
    for (const node of grove.nodesOf(draft.id)) node.draft = merged;
    return;
  }
  if (old !== undefined) {
    const place = `${old.at.file}:${old.at.line}`;
    report('RULE_ID_TAKEN', draft.at, `rule ${draft.id} stands already at ${place}`);
    return;
  }
  grove.place(draft, report);
  drafts.set(draft.id, draft);
  // Rules that are loaded later are not counted by this composite, whatever their group.
  if (draft.matchedGroup !== undefined && draft.matchedSid === undefined) {
    const pattern = draft.matchedGroup.value;
    const members = [...grove.all()]
      .filter((node) => pattern.test(node.draft.group, false))
      .map((node) => node.draft.id);
    searches.push({ ruleId: draft.id, members });
  }
}

function compositeOf(draft: RuleDraft): Composite | undefined {
  const { matchedSid, matchedGroup, matchedRegex } = draft;
  const kind: CompositeKind | undefined =
    matchedSid === undefined
      ? matchedGroup === undefined
        ? matchedRegex === undefined
          ? undefined
          : 'regex'
        : 'group'
      : 'sid';
  if (kind === undefined) return undefined;
  return {
    kind,
    ruleId: draft.id,
    baseId: matchedSid?.value ?? 0,
    pattern: kind === 'regex' ? matchedRegex?.value : undefined,
    level: draft.level,
    dialect: draft.dialect,
    frequency: countedEvents(draft),
    timeframe: draft.timeframe,
    perAgent: draft.dialect === 'wazuh' && !draft.globalFrequency,
    same: comparedFields(kind, draft),
    different: [...draft.different].sort(),
  };
}

/** Earlier events that must count, less one: Wazuh's number includes the last and the first. */
function countedEvents({ dialect, frequency }: RuleDraft): number {
  return dialect === 'wazuh' ? Math.max(0, frequency - 2) : frequency;
}

function factsOf(draft: RuleDraft, options: RuleOptions): RuleFacts {
  const { level, flags } = draft;
  const mail = level >= options.mailLevel || flags.has('alert_by_email');
  const log = level >= options.logLevel || flags.has('log_alert');
  return {
    id: draft.id,
    level,
    description: draft.description,
    group: draft.group,
    info: draft.info,
    cve: draft.cve,
    details: draft.details,
    frequency: draft.frequency,
    ...moreFacts(draft),
    mail: mail && !flags.has('no_email_alert'),
    log: log && !flags.has('no_log'),
  };
}

/** What few rules have. */
function moreFacts(draft: RuleDraft): Partial<RuleFacts> {
  const placeholders = placeholdersOf(draft);
  return {
    ...(draft.mitre.length > 0 ? { mitre: draft.mitre } : {}),
    ...(placeholders.length > 0 ? { placeholders } : {}),
    ...(draft.flags.has('no_full_log') ? { noFullLog: true } : {}),
  };
}

/** OSSEC takes `$(name)` in a description for what it is. */
function placeholdersOf({ dialect, description }: RuleDraft): readonly string[] {
  if (dialect === 'ossec') return [];
  return [...description.matchAll(/\$\(([^()$]{1,255})\)/g)].map((found) => found[1] ?? '');
}

function sortedConditions(draft: RuleDraft): readonly Condition[] {
  const { conditions } = draft;
  return [...conditions.values()]
    .filter(({ key }) => !conditions.has(shadowedTwins.get(key) ?? ''))
    .sort((a, b) => a.phase - b.phase);
}

function compileTree(
  grove: Grove,
  drafts: ReadonlyMap<number, RuleDraft>,
  searches: readonly GroupSearch[],
  options: RuleOptions,
): Omit<RuleTree, 'logTexts' | 'urlTexts'> {
  const composites = new Map<number, Composite>();
  for (const draft of drafts.values()) {
    const composite = compositeOf(draft);
    if (composite !== undefined) composites.set(draft.id, composite);
  }
  const bases = new Set([...composites.values()].map((one) => one.baseId));
  const groups = new Map<number, Composite[]>();
  for (const { ruleId, members } of searches) {
    const composite = composites.get(ruleId);
    if (composite?.kind !== 'group') continue;
    for (const member of members) {
      const entered = groups.get(member);
      if (entered === undefined) groups.set(member, [composite]);
      else entered.push(composite);
    }
  }
  const rules = new Map<number, Rule>();
  for (const [id, draft] of drafts) {
    const conditions = sortedConditions(draft);
    rules.set(id, {
      facts: factsOf(draft, options),
      category: draft.category,
      fixed: conditions.filter((one) => one.fixed).map((one) => one.test),
      tests: conditions.filter((one) => !one.fixed).map((one) => one.test),
      needs: conditions.find(({ needs }) => needs !== undefined)?.needs,
      urlNeeds: conditions.find(({ urlNeeds }) => urlNeeds !== undefined)?.urlNeeds,
      conditions,
      at: draft.at,
      composite: composites.get(id),
      noalert: draft.noalert,
      ignoreSeconds: draft.ignoreSeconds,
      ignoreFields: draft.ignoreFields,
      checkIgnoredFields: draft.checkIgnoredFields,
      membership: { ruleId: id, hasSidList: bases.has(id), groups: groups.get(id) ?? [] },
    });
  }
  return buildTree(grove, rules, [...composites.values()]);
}

function buildTree(
  grove: Grove,
  rules: ReadonlyMap<number, Rule>,
  composites: readonly Composite[],
): Omit<RuleTree, 'logTexts' | 'urlTexts'> {
  let branchCount = 0;
  const build = (nodes: readonly GrowingNode[]): RuleNode[] => {
    const built: RuleNode[] = [];
    for (const { draft, children } of nodes) {
      const rule = rules.get(draft.id);
      if (rule === undefined) continue;
      const below = build(children);
      const isBranch = below.some((child) => child.rule.fixed.length > 0);
      built.push({ rule, branch: isBranch ? branchCount++ : undefined, children: below });
    }
    return built;
  };
  const roots = build(grove.roots);
  const frequencies = [...rules.values()].map((rule) => rule.facts.frequency);
  const largestFrequency = frequencies.reduce((a, b) => Math.max(a, b), 0);
  return { roots, rules, composites, branchCount, largestFrequency };
}
