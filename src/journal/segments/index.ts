export type { SegmentJournalOptions } from './open.ts';
export { openSegmentJournal } from './open.ts';
