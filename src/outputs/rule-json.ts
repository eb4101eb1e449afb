import type { Event, MitreReference, RuleFacts } from '../event/index.ts';
import { describe } from '../event/index.ts';
import { JsonRecord } from './json-record.ts';

const benchmarkTextMax = 1023;
// One `{NAME: v1,v2}` in the text of a policy check.
const benchmark = /\{(?<name>\w+):(?<values>[\w., ]*)\}/g;

/** What the rule alone decides; the description may name fields, and the count always changes. */
interface RuleMembers {
  readonly start: JsonRecord;
  readonly before: JsonRecord;
  /** Start, description and before, where the description names no fields. */
  readonly head: JsonRecord | undefined;
  readonly after: JsonRecord;
  readonly isPolicyCheck: boolean;
}

function unlessEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function unlessZero(value: number): number | undefined {
  return value === 0 ? undefined : value;
}

/** Techniques, and where the rule names them the tactics, by MITRE's ids. */
export function mitreJson(mitre: readonly MitreReference[]): JsonRecord {
  const tactics = mitre.flatMap(({ tactic }) => tactic ?? []);
  return new JsonRecord()
    .texts('id', [...new Set(mitre.map(({ technique }) => technique))])
    .texts('tactic', [...new Set(tactics)]);
}

function writeMembers(rule: RuleFacts): RuleMembers {
  const groups: string[] = [];
  const pci: string[] = [];
  const cis: string[] = [];
  for (const token of rule.group.split(',')) {
    if (token === '') continue;
    if (token.startsWith('pci_dss_')) pci.push(token.slice('pci_dss_'.length));
    else if (token.startsWith('cis_')) cis.push(token.slice('cis_'.length));
    else groups.push(token);
  }
  const start = new JsonRecord().number('level', unlessZero(rule.level));
  const before = new JsonRecord()
    .number('sidid', rule.id)
    .text('cve', unlessEmpty(rule.cve))
    .text('info', unlessEmpty(rule.info))
    .number('frequency', unlessZero(rule.frequency));
  const { mitre = [] } = rule;
  const after = new JsonRecord()
    .text('group', unlessEmpty(rule.group))
    .texts('groups', groups)
    .texts('PCI_DSS', pci)
    .texts('CIS', cis)
    .record('mitre', mitre.length === 0 ? undefined : mitreJson(mitre));
  const plain = (rule.placeholders ?? []).length === 0;
  const comment = unlessEmpty(rule.description);
  const head = plain ? new JsonRecord().members(start).text('comment', comment) : undefined;
  head?.members(before);
  return { start, before, head, after, isPolicyCheck: groups.includes('rootcheck') };
}

const writtenMembers = new WeakMap<RuleFacts, RuleMembers>();

/** Rules live as long as their set: what they decide is written once. */
function membersOf(rule: RuleFacts): RuleMembers {
  const known = writtenMembers.get(rule);
  if (known !== undefined) return known;
  const members = writeMembers(rule);
  writtenMembers.set(rule, members);
  return members;
}

function addBenchmarks(record: JsonRecord, fullLog: string): void {
  for (const { groups } of fullLog.slice(0, benchmarkTextMax).matchAll(benchmark)) {
    const values = (groups?.['values'] ?? '').split(',').map((value) => value.trim());
    record.texts(
      groups?.['name'] ?? '',
      values.filter((value) => value !== ''),
    );
  }
}

/** The `rule` object of both JSON outputs. */
export function ruleJson(rule: RuleFacts, firedTimes: number, event: Event): JsonRecord {
  const { start, before, head, after, isPolicyCheck } = membersOf(rule);
  const record = new JsonRecord();
  if (head === undefined) {
    const comment = unlessEmpty(describe(rule, event));
    record.members(start).text('comment', comment).members(before);
  } else {
    record.members(head);
  }
  record.number('firedtimes', unlessZero(firedTimes)).members(after);
  if (isPolicyCheck) addBenchmarks(record, event.fullLog);
  return record;
}
