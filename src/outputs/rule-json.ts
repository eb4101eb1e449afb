import type { Event, RuleFacts } from '../event/index.ts';
import { JsonRecord } from './json-record.ts';

const benchmarkTextMax = 1023;
// One `{NAME: v1,v2}` in the text of a policy check.
const benchmark = /\{(?<name>\w+):(?<values>[\w., ]*)\}/g;

interface SortedGroups {
  readonly groups: readonly string[];
  readonly pci: readonly string[];
  readonly cis: readonly string[];
}

const sortedGroups = new WeakMap<RuleFacts, SortedGroups>();

function sortGroups(group: string): SortedGroups {
  const groups: string[] = [];
  const pci: string[] = [];
  const cis: string[] = [];
  for (const token of group.split(',')) {
    if (token === '') continue;
    if (token.startsWith('pci_dss_')) pci.push(token.slice('pci_dss_'.length));
    else if (token.startsWith('cis_')) cis.push(token.slice('cis_'.length));
    else groups.push(token);
  }
  return { groups, pci, cis };
}

/** Rules live as long as their set: their groups are cut once. */
function groupsOf(rule: RuleFacts): SortedGroups {
  const known = sortedGroups.get(rule);
  if (known !== undefined) return known;
  const sorted = sortGroups(rule.group);
  sortedGroups.set(rule, sorted);
  return sorted;
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
  const { groups, pci, cis } = groupsOf(rule);
  const record = new JsonRecord()
    .number('level', rule.level === 0 ? undefined : rule.level)
    .text('comment', rule.description === '' ? undefined : rule.description)
    .number('sidid', rule.id)
    .text('cve', rule.cve === '' ? undefined : rule.cve)
    .text('info', rule.info === '' ? undefined : rule.info)
    .number('frequency', rule.frequency === 0 ? undefined : rule.frequency)
    .number('firedtimes', firedTimes === 0 ? undefined : firedTimes)
    .text('group', rule.group === '' ? undefined : rule.group)
    .texts('groups', groups)
    .texts('PCI_DSS', pci)
    .texts('CIS', cis);
  if (groups.includes('rootcheck')) addBenchmarks(record, event.fullLog);
  return record;
}
