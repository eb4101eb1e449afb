export type { EngineSettings } from './load.ts';
export { engineOptions, loadRuleset, readRuleset, shortHostname } from './load.ts';
