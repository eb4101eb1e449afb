import type { JournalFormat } from '../format.ts';

export const journald: JournalFormat = {
  kind: 'journal',
  summary: 'Entries of the systemd journal, with the form of a syslog line.',
};
