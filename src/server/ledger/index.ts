export type { SourceAccount, Taken } from './ledger.ts';
export { Ledger } from './ledger.ts';
export type { LedgerState, NamedGap, SourceTally, Totals } from './types.ts';
