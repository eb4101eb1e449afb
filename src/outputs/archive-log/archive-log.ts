import type { Verdict } from '../../event/index.ts';
import type { RecordOutput } from '../contract.ts';
import { localTimestamp } from '../local-time.ts';
import { where } from '../where.ts';

function isKeepalive(location: string): boolean {
  return location === 'ossec-keepalive' || location.endsWith('->ossec-keepalive');
}

/** One line of `archives.log`. */
export function formatArchiveLine({ event, dropped }: Verdict): string {
  if (dropped || isKeepalive(event.location)) return '';
  return `${localTimestamp(event.timeMs)} ${where(event)} ${event.fullLog}\n`;
}

export const archiveLog: RecordOutput = {
  summary: 'Every event as one line of text, alert or not.',
  file: { folder: 'archives', stem: 'ossec-archive', extension: 'log', link: 'archives.log' },
  open({ logAll }) {
    return logAll ? formatArchiveLine : undefined;
  },
};
