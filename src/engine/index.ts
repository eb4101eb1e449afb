export type { BuiltEngine, EngineSources, SourceFile } from './build.ts';
export { buildEngine } from './build.ts';
export type { Engine, EngineSnapshot } from './contract.ts';
export type { EngineTrace } from './engine.ts';
export { RuleEngine } from './engine.ts';
export type { EngineOptions, StatisticsOptions } from './options.ts';
export { defaultEngineOptions } from './options.ts';
export type { DayReport, Statistics, StatisticsState } from './statistics/index.ts';
