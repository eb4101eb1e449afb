import type { LogRecord, Verdict } from '../../event/index.ts';
import type { EngineOptions, EngineSources, RuleEngine } from '../index.ts';
import { buildEngine, defaultEngineOptions } from '../index.ts';

export const startMs = new Date(2026, 5, 15, 12, 0, 0).getTime();

const categories = ['syslog', 'firewall', 'ids', 'web-log', 'squid', 'windows', 'ossec'];
const roots = categories
  .map(
    (category, i) =>
      `<rule id="${i + 1}" level="0" noalert="1"><category>${category}</category></rule>`,
  )
  .join('');

/** Sources made of texts, with roots of all categories first. */
export function sourcesOf(
  rules: string,
  decoders = '',
  lists: Readonly<Record<string, string>> = {},
): EngineSources {
  return {
    decoders: [{ path: 'decoder.xml', text: decoders }],
    rules: [
      { path: 'roots.xml', text: `<group name="roots,">${roots}</group>` },
      { path: 'rules.xml', text: `<group name="t,">\n${rules}\n</group>` },
    ],
    lists: Object.entries(lists).map(([path, text]) => ({ path, text })),
  };
}

/** An engine of texts that load; time stands still unless a record says otherwise. */
export function engineOf(
  rules: string,
  decoders = '',
  options: Partial<EngineOptions> = {},
): RuleEngine {
  const built = buildEngine(sourcesOf(rules, decoders), { ...defaultEngineOptions, ...options });
  if (built.engine === undefined) throw new Error(JSON.stringify(built.diagnostics));
  return built.engine;
}

export function record(text: string, second = 0, more: Partial<LogRecord> = {}): LogRecord {
  const base = { queue: '1', location: '/var/log/x', origin: undefined };
  return { ...base, text, timeMs: startMs + second * 1000, ...more };
}

/** Rule, and whether it alerts: `100!`, `100`, `-` without a rule, `dropped`, `refused`. */
export function short(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'refused';
  if (verdict.dropped) return 'dropped';
  if (verdict.rule === undefined) return '-';
  return `${verdict.rule.id}${verdict.alert ? '!' : ''}`;
}

/** The verdicts of a sequence, one word each. */
export function run(engine: RuleEngine, records: readonly LogRecord[]): string {
  return records.map((one) => short(engine.process(one))).join(' ');
}
