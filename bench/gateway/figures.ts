import { processStat, type ProcessStat } from '../analysis/process-stat.ts';

export const protocols = ['durable', 'udp'] as const;
export type Protocol = (typeof protocols)[number];

/** What one process cost between two looks. */
export interface Cost {
  /** CPU time, user and system, an event. */
  readonly us_cpu_per_event: number;
  readonly peak_rss_mb: number;
}

function seconds({ userSeconds, systemSeconds }: ProcessStat): number {
  return userSeconds + systemSeconds;
}

/** Looks at a process now; the answer tells what it cost since. */
export function costOf(pid: number): (events: number) => Cost {
  const before = seconds(processStat(pid));
  return (events) => {
    const now = processStat(pid);
    return {
      us_cpu_per_event: round(((seconds(now) - before) * 1e6) / events),
      peak_rss_mb: round(now.peakBytes / 2 ** 20),
    };
  };
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
