export type { EngineSettings } from './load.ts';
export { engineOptions, loadRuleset, shortHostname } from './load.ts';
