import type { Event, Verdict } from '../../event/index.ts';
import type { RecordOutput } from '../contract.ts';
import { addDynamicFields, decoderJson } from '../event-json.ts';
import { JsonRecord } from '../json-record.ts';
import { epochSeconds, localTimestamp } from '../local-time.ts';
import { ruleJson } from '../rule-json.ts';
import { agentAddress, agentName, logfile } from '../where.ts';
import { formatWazuhAlert } from './wazuh-alert.ts';

function addAddresses(record: JsonRecord, event: Event, withPlaces: boolean): void {
  record
    .text('action', event.action)
    .text('protocol', event.protocol)
    .text('srcip', event.srcip)
    .text('srcgeoip', withPlaces ? event.srcgeoip : undefined)
    .text('srcport', event.srcport)
    .text('srcuser', event.srcuser)
    .text('dstip', event.dstip)
    .text('dstgeoip', withPlaces ? event.dstgeoip : undefined)
    .text('dstport', event.dstport)
    .text('dstuser', event.dstuser);
}

function fileJson({ filename, integrity }: Event): JsonRecord | undefined {
  if (filename === undefined) return undefined;
  const record = new JsonRecord().text('path', filename);
  if (integrity === undefined) return record;
  const { before, after } = integrity;
  for (const key of ['md5', 'sha1', 'sha256'] as const) {
    if (after[key] === undefined || after[key] === before[key]) continue;
    record.text(`${key}_before`, before[key]).text(`${key}_after`, after[key]);
  }
  for (const key of ['owner', 'gowner'] as const) {
    if (before[key] === undefined || after[key] === undefined) continue;
    if (before[key] === after[key]) continue;
    record.text(`${key}_before`, before[key]).text(`${key}_after`, after[key]);
  }
  if (before.perm === undefined || after.perm === undefined) return record;
  if (before.perm === after.perm) return record;
  return record.number('perm_before', before.perm).number('perm_after', after.perm);
}

const none: readonly string[] = [];

/** Ids of the alerts that a composite rule counted, newest first; what has no alert has no id. */
export function contributingIds({ contributors }: Verdict): readonly string[] {
  if (contributors === undefined) return none;
  return contributors.map(({ alertId }) => alertId).filter((id) => id !== '');
}

/** One line of `alerts.json`. */
export function formatAlertJson(verdict: Verdict, id: string, withPlaces = true): string {
  const { event, rule, context } = verdict;
  if (rule === undefined) return '';
  const record = new JsonRecord()
    .record('rule', ruleJson(rule, verdict.firedTimes, event))
    .text('id', id)
    .number('TimeStamp', epochSeconds(event.timeMs) * 1000)
    .text('decoder', event.decoderFacts?.name ?? event.decoder)
    .text('decoder_parent', event.decoderParent);
  addAddresses(record, event, withPlaces);
  record
    .text('location', event.location)
    .text('full_log', event.fullLog)
    // The newest of the earlier logs is left out; OSSEC prints the one before it.
    .text('previous_output', context[1])
    .record('SyscheckFile', fileJson(event))
    .text('hostname', event.hostname)
    .text('program_name', event.programName)
    .text('status', event.status)
    .text('url', event.url)
    .text('data', event.data)
    .text('systemname', event.systemname);
  addDynamicFields(record, event);
  return record
    .record('decoder_desc', decoderJson(event))
    .text('agent_name', agentName(event))
    .text('agentip', agentAddress(event))
    .text('timestamp', localTimestamp(event.timeMs))
    .text('logfile', logfile(event))
    .texts('contributing_alerts', contributingIds(verdict))
    .line();
}

export const alertsJson: RecordOutput = {
  summary: 'Alerts as JSON, one object a line.',
  file: { folder: 'alerts', stem: 'ossec-alerts', extension: 'json', link: 'alerts.json' },
  open({ jsonOutput, jsonLayout, placesInJson }) {
    if (!jsonOutput) return undefined;
    const format = jsonLayout === 'wazuh' ? formatWazuhAlert : formatAlertJson;
    return (verdict, id) => (verdict.alert ? format(verdict, id, placesInJson) : '');
  },
};
