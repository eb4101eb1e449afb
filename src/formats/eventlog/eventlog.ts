import type { WindowsFormat } from '../format.ts';

export const eventlog: WindowsFormat = {
  kind: 'windows',
  summary: 'Reads a Windows event log; only there.',
};
