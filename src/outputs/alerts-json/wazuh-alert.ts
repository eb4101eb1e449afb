import type { Event, RuleFacts, Verdict } from '../../event/index.ts';
import { describe } from '../../event/index.ts';
import { JsonRecord } from '../json-record.ts';
import { mitreJson } from '../rule-json.ts';
import { agentAddress, agentName } from '../where.ts';

/** Groups that name a requirement of a standard: their beginning, and the list they go to. */
const standards = ['pci_dss', 'gpg13', 'gdpr', 'hipaa', 'nist_800_53', 'tsc'] as const;

/** One line of `alerts.json` in the layout of Wazuh 4. */
export function formatWazuhAlert(verdict: Verdict, id: string): string {
  const { event, rule, context } = verdict;
  if (rule === undefined) return '';
  const agent = new JsonRecord()
    .text('id', '000')
    .text('name', agentName(event))
    .text('ip', agentAddress(event));
  return new JsonRecord()
    .text('timestamp', isoTime(event.timeMs))
    .record('rule', ruleRecord(rule, verdict.firedTimes, event))
    .record('agent', agent)
    .record('manager', new JsonRecord().text('name', event.hostname))
    .text('id', id)
    .text('previous_output', context.length === 0 ? undefined : context.join('\n'))
    .text('full_log', rule.noFullLog === true ? undefined : event.fullLog)
    .record('predecoder', predecoder(event))
    .record('decoder', decoder(event))
    .record('data', data(event))
    .text('location', event.location)
    .line();
}

function ruleRecord(rule: RuleFacts, firedTimes: number, event: Event): JsonRecord {
  const { mitre = [] } = rule;
  const lists = new Map<string, string[]>();
  const groups: string[] = [];
  for (const token of rule.group.split(',').map((one) => one.trim())) {
    if (token === '') continue;
    const standard = standards.find((one) => token.startsWith(`${one}_`));
    if (standard === undefined) groups.push(token);
    else lists.set(standard, [...(lists.get(standard) ?? []), token.slice(standard.length + 1)]);
  }
  const record = new JsonRecord()
    .number('level', rule.level)
    .text('description', describe(rule, event))
    .text('id', String(rule.id))
    .record('mitre', mitre.length === 0 ? undefined : mitreJson(mitre))
    .text('info', rule.info === '' ? undefined : rule.info)
    .number('frequency', rule.frequency === 0 ? undefined : rule.frequency)
    .number('firedtimes', firedTimes)
    .json('mail', String(rule.mail))
    .texts('groups', groups);
  for (const standard of standards) record.texts(standard, lists.get(standard) ?? []);
  return record;
}

function predecoder({ programName, hostname }: Event): JsonRecord | undefined {
  if (programName === undefined) return undefined;
  return new JsonRecord().text('program_name', programName).text('hostname', hostname);
}

function decoder(event: Event): JsonRecord {
  const facts = event.decoderFacts;
  return new JsonRecord().text('parent', facts?.parent).text('name', facts?.name ?? event.decoder);
}

/** Fields under Wazuh's names; dots in the names of dynamic ones make objects. */
function data(event: Event): JsonRecord | undefined {
  const record = new JsonRecord()
    .text('protocol', event.protocol)
    .text('action', event.action)
    .text('srcip', event.srcip)
    .text('srcport', event.srcport)
    .text('srcuser', event.srcuser)
    .text('dstip', event.dstip)
    .text('dstport', event.dstport)
    .text('dstuser', event.dstuser)
    .text('id', event.id)
    .text('status', event.status)
    .text('url', event.url)
    .text('data', event.data)
    .text('extra_data', event.extraData)
    .text('system_name', event.systemname);
  const tree = new Map<string, Branch>();
  for (const [name, value] of event.dynamic ?? []) insert(tree, name.split('.'), value);
  for (const [name, branch] of tree) record.json(name, branchText(branch));
  const text = record.toString();
  return text === '{}' ? undefined : record;
}

type Branch = string | Map<string, Branch>;

/** A name that has a value already keeps it; what lies below is told by its last part. */
function insert(tree: Map<string, Branch>, path: readonly string[], value: string): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    if (!tree.has(first)) tree.set(first, value);
    return;
  }
  const known = tree.get(first);
  if (known instanceof Map) return insert(known, rest, value);
  if (known !== undefined) return insert(tree, rest, value);
  const below = new Map<string, Branch>();
  tree.set(first, below);
  insert(below, rest, value);
}

function branchText(branch: Branch): string {
  if (typeof branch === 'string') return JSON.stringify(branch);
  const record = new JsonRecord();
  for (const [name, one] of branch) record.json(name, branchText(one));
  return record.toString();
}

/** `2026-01-05T12:00:00.123+0100`, local time. */
function isoTime(timeMs: number): string {
  const zone = -new Date(timeMs).getTimezoneOffset();
  const local = new Date(timeMs + zone * 60_000).toISOString().slice(0, -1);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.abs(zone);
  return `${local}${zone < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
