export type { Composite, CompositeKind } from './composite.ts';
export { comparedFields } from './composite.ts';
export type { ExactLimits } from './exact-history.ts';
export { ExactHistory } from './exact-history.ts';
export type { History, HistorySnapshot, Membership } from './history.ts';
export type { HistoryLimits } from './reference-history.ts';
export { ReferenceHistory } from './reference-history.ts';
export { search } from './search.ts';
