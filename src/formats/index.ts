export type {
  CommandFormat,
  CommandRecord,
  FlushReason,
  Framer,
  FramerContext,
  FramerFactory,
  FrameSink,
  LogFormat,
} from './format.ts';
export { LineSplitter } from './line-splitter.ts';
export type { ChosenFormat, FormatProblem } from './parse-log-format.ts';
export { parseLogFormat } from './parse-log-format.ts';
export type { LogFormatName } from './registry.ts';
export { logFormats } from './registry.ts';
export type { JournalEntry, JournalPlace, JournalText } from './journald/journal-entry.ts';
export {
  journalFields,
  journalPlace,
  journalText,
  parseJournalEntry,
} from './journald/journal-entry.ts';
