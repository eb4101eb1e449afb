import { formatDiagnostic } from '../../src/base/index.ts';
import {
  buildEngine,
  defaultEngineOptions,
  type EngineOptions,
  type RuleEngine,
} from '../../src/engine/index.ts';
import type { Verdict } from '../../src/event/index.ts';

/** What a test loads; decoders and rules are the inside of their files. */
export interface Language {
  readonly decoders?: string;
  readonly rules?: string;
  readonly lists?: Readonly<Record<string, string>>;
  readonly options?: Partial<EngineOptions>;
}

const categories = ['syslog', 'firewall', 'ids', 'web-log', 'squid', 'windows', 'ossec'];
const roots = categories.map(
  (category, i) =>
    `<rule id="${i + 1}" level="0" noalert="1"><category>${category}</category></rule>`,
);

/** One decoder of each kind, so that neither list is empty. */
const baseDecoders = `
<decoder name="any-program"><program_name>^never-a-program$</program_name></decoder>
<decoder name="no-program"><prematch>^never a log$</prematch></decoder>`;

function build({ decoders = '', rules = '', lists = {}, options }: Language) {
  const group = rules === '' || rules.includes('<group name=') ? rules : inGroup(rules);
  return buildEngine(
    {
      decoders: [{ path: 'decoder.xml', text: decoders + baseDecoders }],
      rules: [
        { path: 'roots.xml', text: inGroup(roots.join('')) },
        { path: 'rules.xml', text: group },
      ],
      lists: Object.entries(lists).map(([path, text]) => ({ path, text })),
    },
    { ...defaultEngineOptions, mode: 'tester', hostname: 'manager', ...options },
  );
}

function inGroup(rules: string): string {
  return `<group name="t,">${rules}</group>`;
}

/** Codes of all problems, with the line in the file of rules or decoders. */
export function problems(language: Language): readonly string[] {
  return build(language).diagnostics.map(({ code, at }) => `${at.line} ${code}`);
}

/** An engine with a clock that only moves when a test says so. */
export class Session {
  readonly engine: RuleEngine;
  timeMs = new Date(2026, 10, 24, 4, 0, 0).getTime();

  constructor(language: Language) {
    const { engine, diagnostics } = build(language);
    if (engine === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
    this.engine = engine;
  }

  process(text: string, location = 'stdin', queue = '1'): Verdict {
    const verdict = this.engine.process({
      queue,
      location,
      text,
      timeMs: this.timeMs,
      origin: undefined,
    });
    if (verdict === undefined) throw new Error(`no valid message: ${text}`);
    return verdict;
  }

  /** Ids of the rules that win; a number among the lines lets that many seconds go by. */
  rules(...lines: readonly (string | number)[]): readonly (number | undefined)[] {
    return lines.flatMap((line) => {
      if (typeof line === 'string') return [this.process(line).rule?.id];
      this.timeMs += line * 1000;
      return [];
    });
  }

  /** The same for alerts alone: undefined where the rule is silent or there is none. */
  alerts(...lines: readonly (string | number)[]): readonly (number | undefined)[] {
    return lines.flatMap((line) => {
      if (typeof line === 'number') return this.rules(line);
      const { rule, alert } = this.process(line);
      return [alert ? rule?.id : undefined];
    });
  }
}

export function load(language: Language): Session {
  return new Session(language);
}

/** A rule as short as a table needs it. */
export function rule(id: number, inner: string, attributes = 'level="3"'): string {
  return `<rule id="${id}" ${attributes}>${inner}<description>d</description></rule>`;
}

/** Reads `key=value` words into the fields that rules look at. */
export const fieldDecoder = `
<decoder name="kv"><program_name>^kv$</program_name></decoder>
${[
  ['srcip', 'srcip'],
  ['dstip', 'dstip'],
  ['srcport', 'srcport'],
  ['dstport', 'dstport'],
  ['srcuser', 'srcuser'],
  ['user', 'user'],
  ['id', 'id'],
  ['url', 'url'],
  ['data', 'extra_data'],
  ['status', 'status'],
  ['action', 'action'],
  ['color', 'color'],
  ['size', 'size'],
]
  .map(
    ([key = '', field = ''], i) =>
      `<decoder name="kv-all"><parent>kv</parent>${
        i === 0 ? '<prematch>\\.*</prematch>' : ''
      }<regex>\\p${key}=(\\S*)</regex><order>${field}</order></decoder>`,
  )
  .join('\n')}`;

/** A line for `fieldDecoder`. */
export function kv(words: string): string {
  return `Nov 24 04:00:00 host kv: ;${words.replaceAll(' ', ' ;')} `;
}
