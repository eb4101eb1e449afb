export { createCollector } from './collector.ts';
export type {
  CollectedRecord,
  Collector,
  CollectorOptions,
  CollectLog,
  CollectTiming,
  Delivery,
  LocalfileConfig,
  SourceKind,
  SourceState,
  SourceStatus,
} from './contract.ts';
export type { Localfiles } from './localfile-section.ts';
export { localfileSection, logFormatSummaries, readLocalfiles } from './localfile-section.ts';
