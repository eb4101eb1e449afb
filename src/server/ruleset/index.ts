export type { EngineSettings } from './load.ts';
export { engineOptions, loadRuleset, shortHostname } from './load.ts';
export { inStockOrder } from './stock-order.ts';
