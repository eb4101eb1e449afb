import type { WindowsFormat } from '../format.ts';

export const eventchannel: WindowsFormat = {
  kind: 'windows',
  summary: 'Reads a Windows event channel; only there.',
};
