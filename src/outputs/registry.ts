import { alertLog } from './alert-log/index.ts';
import { alertsJson } from './alerts-json/index.ts';
import { archiveJson } from './archive-json/index.ts';
import { archiveLog } from './archive-log/index.ts';
import type { RecordOutput } from './contract.ts';
import { firewallLog } from './firewall-log/index.ts';

/** One line per folder, in alphabetical order. */
export const recordOutputs = {
  'alert-log': alertLog,
  'alerts-json': alertsJson,
  'archive-json': archiveJson,
  'archive-log': archiveLog,
  'firewall-log': firewallLog,
} as const satisfies Readonly<Record<string, RecordOutput>>;

export type RecordOutputName = keyof typeof recordOutputs;
