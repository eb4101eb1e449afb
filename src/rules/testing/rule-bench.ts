import type { Diagnostic } from '../../base/index.ts';
import type { DecoderFacts, FtsPart } from '../../event/index.ts';
import { Event } from '../../event/index.ts';
import { parseXml } from '../../xml/index.ts';
import type { History, RuleOptions, RuleTrace } from '../index.ts';
import {
  ExactHistory,
  loadRules,
  parseCdbText,
  ReferenceHistory,
  RuleMachine,
  RuleMemory,
} from '../index.ts';
import type { Rule, RuleTree } from '../rule.ts';

const categories = ['syslog', 'firewall', 'ids', 'web-log', 'squid', 'windows', 'ossec'] as const;

/** Roots of all categories, as every rule set has them: level 0, no alert of their own. */
export const categoryRoots = `<group name="roots,">${categories
  .map((category, i) => {
    const body = `<category>${category}</category><description>root</description>`;
    return `<rule id="${i + 1}" level="0" noalert="1">${body}</rule>`;
  })
  .join('')}</group>`;

export interface BenchOptions {
  readonly decoders?: readonly string[];
  readonly lists?: Readonly<Record<string, string>>;
  readonly rules?: Partial<RuleOptions>;
  /** Whether the roots of all categories are loaded first. */
  readonly withRoots?: boolean;
}

export interface Loaded {
  readonly tree: RuleTree;
  /** `line:column CODE` each. */
  readonly problems: readonly string[];
  readonly messages: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads rules from text, below roots of all categories. */
export function loadText(text: string, options: BenchOptions = {}): Loaded {
  const own = parseXml(text, 'rules.xml');
  const roots = parseXml(options.withRoots === false ? '' : categoryRoots, 'roots.xml');
  const lists = Object.entries(options.lists ?? {});
  const { tree, diagnostics } = loadRules([...roots.elements, ...own.elements], {
    decoderNames: new Set(options.decoders ?? ['sshd', 'web']),
    lists: new Map(lists.map(([name, list]) => [name, parseCdbText(list)])),
    defaultTimeframe: 360,
    mailLevel: 7,
    logLevel: 1,
    ...options.rules,
  });
  const all = [...own.diagnostics, ...diagnostics];
  return {
    tree,
    problems: all.map(({ code, at }) => `${at.line}:${at.column} ${code}`),
    messages: all.map(({ message }) => message),
    diagnostics: all,
  };
}

/** Rules in a group of their own; the first stands at the beginning of line 2. */
export function group(rules: string, name = 't,'): string {
  return `<group name="${name}">\n${rules}\n</group>`;
}

/** Takes the marks `¦` out of a text and answers where they stood, as `line:column`. */
export function marked(source: string): { readonly text: string; readonly places: string[] } {
  let text = '';
  const places: string[] = [];
  for (const [i, piece] of source.split('¦').entries()) {
    const lines = text.split('\n');
    if (i > 0) places.push(`${lines.length}:${(lines.at(-1) ?? '').length + 1}`);
    text += piece;
  }
  return { text, places };
}

/** An event as decoding leaves it; `log` is also the full log unless another is given. */
export function eventOf(fields: Partial<Event> = {}): Event {
  const log = fields.log ?? 'a log';
  const event = new Event(fields.timeMs ?? 1_700_000_000_000, '1', 'stdin', fields.fullLog ?? log);
  event.hostname = 'host';
  event.size = log.length;
  event.ascii = /^[\0-\x7f]*$/.test(log);
  return Object.assign(event, fields);
}

/** A decoder with these parts in its first-time-seen key. */
export function decoderFacts(fts: readonly FtsPart[], name = 'sshd'): DecoderFacts {
  const none = { parent: undefined, ftsComment: undefined, accumulate: false };
  return { name, type: 'syslog', fts, ...none };
}

export function memory(): RuleMemory {
  return new RuleMemory({ listSize: 32, minPrefix: 14, keysMax: 1000 });
}

/** A history of the wanted kind for a tree, with the usual bounds. */
export function historyOf(
  tree: RuleTree,
  kind: 'exact' | 'reference',
  bounds: { memorySize?: number; listMax?: number; eventsMax?: number } = {},
): History {
  const { memorySize = 8192, listMax = 128, eventsMax = 250_000 } = bounds;
  const members = new Map([...tree.rules].map(([id, rule]) => [id, rule.membership]));
  return kind === 'exact'
    ? new ExactHistory({ memorySize, listMax, eventsMax }, tree.composites, members)
    : new ReferenceHistory(
        { memorySize, listMax, largestFrequency: tree.largestFrequency },
        tree.composites,
        members,
      );
}

/** A loaded rule set that answers events one after the other, without the engine around it. */
export class RuleBench {
  readonly tree: RuleTree;
  readonly memory = memory();
  readonly history: History;
  readonly #machine: RuleMachine;

  constructor(
    rules: string,
    options: BenchOptions & {
      readonly kind?: 'exact' | 'reference';
      readonly bounds?: Parameters<typeof historyOf>[2];
    } = {},
  ) {
    const { tree, problems, messages } = loadText(rules, options);
    if (problems.length > 0) throw new Error([...problems, ...messages].join('\n'));
    this.tree = tree;
    this.history = historyOf(tree, options.kind ?? 'exact', options.bounds);
    this.#machine = new RuleMachine(tree, this.memory, this.history);
  }

  winner(event: Event, trace?: RuleTrace): Rule | undefined {
    return this.#machine.winner(event, trace);
  }

  /** The winner's id, its event kept as the engine keeps it. */
  next(event: Event): number | undefined {
    this.memory.context = undefined;
    const rule = this.winner(event);
    if (rule !== undefined && rule.facts.level > 0) this.history.keep(event, rule.membership);
    return rule?.facts.id;
  }

  /** Ids of the winners of a sequence. */
  run(events: readonly Event[]): readonly (number | undefined)[] {
    return events.map((event) => this.next(event));
  }
}

/** Whether one rule with these elements takes the event. */
export function takes(body: string, event: Event, options: BenchOptions = {}): boolean {
  const rule = group(`<rule id="100" level="3">${body}<description>d</description></rule>`);
  return new RuleBench(rule, options).next(event) === 100;
}

/** The problems of one rule, beside the places its marks ask for. */
export function problemsOf(
  body: string,
  codes: readonly string[],
  options: BenchOptions = {},
): { readonly found: readonly string[]; readonly wanted: readonly string[] } {
  const { text, places } = marked(group(`<rule id="100" level="3">${body}</rule>`));
  return {
    found: loadText(text, options).problems,
    wanted: codes.map((code, i) => `${places[i]} ${code}`),
  };
}
