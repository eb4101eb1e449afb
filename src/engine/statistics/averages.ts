/** Averages are whole numbers, and the newest days count most: at most seven old ones weigh in. */
const weightMax = 7;
/** What an hour that was never seen before is credited with. */
const firstCredit = 20;
const credit = 5;
const busyCredit = 25;
/** How often a day with this many alerts counts, so that a lasting change is learned sooner. */
const busyWeight = 3;
export const alertsADayMax = 3;

/** How far a count may lie above its average: `internal_options.conf` has these. */
export interface StatisticsLimits {
  readonly percent: number;
  readonly minDifference: number;
  readonly maxDifference: number;
}

/** What is learned of an hour: `count` events this time, `days` days learned before. */
export function learned(count: number, average: number, days: number, alertsToday: number): number {
  if (count === 0) return average;
  if (average === 0) return count + firstCredit;
  const weight = Math.min(days, weightMax);
  if (alertsToday >= alertsADayMax) {
    const sum = busyWeight * count + weight * average;
    return Math.floor(sum / (weight + busyWeight)) + busyCredit;
  }
  return Math.floor((count + weight * average) / (weight + 1)) + credit;
}

/** The largest count that is nothing unusual for this average. */
export function usualMost(average: number, limits: StatisticsLimits): number {
  const share = Math.floor((average * limits.percent) / 100) + 1;
  return average + Math.min(Math.max(share, limits.minDifference), limits.maxDifference);
}
