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
