export { describe } from './describe.ts';
export type {
  DecoderFacts,
  DecoderType,
  EarlierEvent,
  FtsPart,
  KeptEvent,
  StaticField,
} from './event.ts';
export { Event, staticFields } from './event.ts';
export type { FileAttributes, Integrity } from './integrity.ts';
export type { LogRecord } from './log-record.ts';
export type { Origin } from './origin.ts';
export type { MitreReference, RuleDetail, RuleFacts } from './rule-facts.ts';
export type { Verdict } from './verdict.ts';
export type { RuleDialect } from './rule-dialect.ts';
