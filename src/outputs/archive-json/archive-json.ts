import type { Event, Verdict } from '../../event/index.ts';
import type { RecordOutput } from '../contract.ts';
import { addDynamicFields, decoderJson } from '../event-json.ts';
import { JsonRecord } from '../json-record.ts';
import { localTimestamp } from '../local-time.ts';
import { ruleJson } from '../rule-json.ts';
import { agentAddress, agentName, logfile } from '../where.ts';

function addFields(record: JsonRecord, event: Event): void {
  record
    .text('program_name', event.programName)
    .text('log', event.log)
    .text('srcip', event.srcip)
    .text('dstip', event.dstip)
    .text('srcport', event.srcport)
    .text('dstport', event.dstport)
    .text('protocol', event.protocol)
    .text('action', event.action)
    .text('srcuser', event.srcuser)
    .text('dstuser', event.dstuser)
    .text('id', event.id)
    .text('status', event.status)
    .text('url', event.url)
    .text('data', event.data)
    .text('systemname', event.systemname)
    .text('filename', event.filename);
}

/** One line of `archives.json`. */
export function formatArchiveJson({ event, rule, dropped, firedTimes }: Verdict): string {
  if (dropped) return '';
  const record = new JsonRecord();
  addFields(record, event);
  if (rule !== undefined) record.record('rule', ruleJson(rule, firedTimes, event));
  addDynamicFields(record, event);
  return record
    .record('decoder', decoderJson(event))
    .text('full_log', event.fullLog)
    .text('timestamp', localTimestamp(event.timeMs))
    .text('agent_name', agentName(event))
    .text('agentip', agentAddress(event))
    .text('logfile', logfile(event))
    .line();
}

export const archiveJson: RecordOutput = {
  summary: 'Every event as JSON, one object a line, alert or not.',
  file: { folder: 'archives', stem: 'ossec-archive', extension: 'json', link: 'archives.json' },
  open({ logAllJson }) {
    return logAllJson ? formatArchiveJson : undefined;
  },
};
