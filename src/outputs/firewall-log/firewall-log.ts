import type { Verdict } from '../../event/index.ts';
import type { RecordOutput } from '../contract.ts';
import { localTimestamp } from '../local-time.ts';
import { where } from '../where.ts';

/**
 * One line of `firewall.log`; empty unless the event says who spoke to whom and how it ended. The
 * engine has made the action one of the log's words before rules ran.
 */
export function formatFirewallLine({ event, dropped }: Verdict): string {
  const { action, srcip, dstip, protocol, srcport = '0', dstport = '0' } = event;
  if (dropped || event.decoderType !== 'firewall') return '';
  if (action === undefined || srcip === undefined || dstip === undefined) return '';
  if (protocol === undefined) return '';
  const flow = `${protocol} ${srcip}:${srcport}->${dstip}:${dstport}`;
  return `${localTimestamp(event.timeMs)} ${where(event)} ${action} ${flow}\n`;
}

export const firewallLog: RecordOutput = {
  summary: 'Decisions of firewalls, one line each.',
  file: { folder: 'firewall', stem: 'ossec-firewall', extension: 'log', link: 'firewall.log' },
  open({ firewallLog: wanted }) {
    return wanted ? formatFirewallLine : undefined;
  },
};
