export type { StatisticsLimits } from './averages.ts';
export type { Averages, DayReport, StatisticsState } from './statistics.ts';
export { Statistics } from './statistics.ts';
export type { FiredRule } from './totals.ts';
