import { limits } from '../../base/index.ts';
import type { Event, Verdict } from '../../event/index.ts';
import { describe } from '../../event/index.ts';
import type { RecordOutput } from '../contract.ts';
import { localTimestamp } from '../local-time.ts';
import { where } from '../where.ts';
import { compileCustomAlert } from './custom-alert.ts';

function line(label: string, value: string | undefined): string {
  if (value === undefined) return '';
  // What a decoder of JSON cut out may hold anything; it must not begin a line of its own.
  return `${label}: ${value.includes('\n') ? value.replaceAll('\n', ' ') : value}\n`;
}

function addressLines(event: Event, withPlaces: boolean): string {
  return (
    line('Src IP', event.srcip) +
    (withPlaces ? line('Src Location', event.srcgeoip) : '') +
    line('Src Port', event.srcport) +
    line('Dst IP', event.dstip) +
    (withPlaces ? line('Dst Location', event.dstgeoip) : '') +
    line('Dst Port', event.dstport) +
    line('User', event.dstuser)
  );
}

/** A log of several lines must not begin a record of its own. */
function cut(text: string): string {
  const short = text.length > limits.alertLogBytes ? text.slice(0, limits.alertLogBytes) : text;
  return short.includes('\n** Alert') ? short.replaceAll('\n** Alert', '\n ** Alert') : short;
}

/** The record of an alert in OSSEC's text format; also what the log tester prints with `-a`. */
export function formatAlertRecord(
  { event, rule, context }: Verdict,
  id: string,
  withPlaces = true,
): string {
  if (rule === undefined) return '';
  let text =
    `** Alert ${id}:${rule.mail ? ' mail ' : ''} - ${rule.group}\n` +
    `${localTimestamp(event.timeMs)} ${where(event)}\n` +
    `Rule: ${rule.id} (level ${rule.level}) -> '${describe(rule, event)}'\n` +
    `${addressLines(event, withPlaces)}${cut(event.fullLog)}\n`;
  for (const earlier of context) text += `${cut(earlier)}\n`;
  return `${text}\n`;
}

export const alertLog: RecordOutput = {
  summary: "Alerts as text, in OSSEC's format or in the one that custom_alert_output gives.",
  file: { folder: 'alerts', stem: 'ossec-alerts', extension: 'log', link: 'alerts.log' },
  open({ customAlertOutput, placesInText }) {
    const custom = customAlertOutput === undefined ? undefined : compileCustomAlert;
    const usual = (verdict: Verdict, id: string): string =>
      formatAlertRecord(verdict, id, placesInText);
    const format = custom?.(customAlertOutput ?? '') ?? usual;
    return (verdict, id) => (verdict.alert ? format(verdict, id) : '');
  },
};
