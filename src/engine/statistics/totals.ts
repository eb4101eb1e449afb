/** What happened in an hour. */
export interface HourCounts {
  /** Alerts and silent matches: every event that a rule won. */
  matches: number;
  events: number;
  integrity: number;
  firewall: number;
}

export interface FiredRule {
  readonly id: number;
  readonly level: number;
  readonly times: number;
}

export function noCounts(): HourCounts {
  return { matches: 0, events: 0, integrity: 0, firewall: 0 };
}

/** The lines of an hour that is over, an empty one last. */
export function hourLines(hour: number, counts: HourCounts, fired: readonly FiredRule[]): string {
  const rules = fired.map(({ id, level, times }) => `${hour}-${id}-${level}-${times}\n`);
  const { matches, events, integrity, firewall } = counts;
  return `${rules.join('')}${hour}--${matches}--${events}--${integrity}--${firewall}\n\n`;
}

/** The lines of a day that is over; `counts` are the events of its 24 hours. */
export function dayLines(counts: readonly number[]): string {
  const hours = counts.map((count, hour) => `Hour totals - ${hour}:${count}\n`);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return `${hours.join('')}Total events for day:${all}\n`;
}
