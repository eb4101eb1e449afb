export type {
  Journal,
  JournalCursor,
  JournalEntry,
  JournalGap,
  JournalItem,
  JournalNotice,
} from './contract.ts';
export type { JournalErrorCode } from './journal-error.ts';
export { JournalError } from './journal-error.ts';
export type { SegmentJournalOptions } from './segments/index.ts';
export { openSegmentJournal } from './segments/index.ts';
