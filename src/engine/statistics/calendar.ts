const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** An hour of the local calendar; `day` is `2026-11-26`. */
export interface CalendarHour {
  readonly day: string;
  /** 0 to 23. */
  readonly hour: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Milliseconds since the epoch; the hour ends before `endMs`. */
  readonly startMs: number;
  readonly endMs: number;
}

export function calendarHour(timeMs: number): CalendarHour {
  const time = new Date(timeMs);
  const start = new Date(timeMs);
  start.setMinutes(0, 0, 0);
  const two = (value: number): string => String(value).padStart(2, '0');
  const year = String(time.getFullYear()).padStart(4, '0');
  return {
    day: `${year}-${two(time.getMonth() + 1)}-${two(time.getDate())}`,
    hour: time.getHours(),
    weekday: time.getDay(),
    startMs: start.getTime(),
    endMs: start.getTime() + hourMs,
  };
}

/**
 * Whether a time leaves the hour. A clock set back by less than a day stays in it until it has
 * caught up, else one hour would be counted and learned twice.
 */
export function leaves(hour: CalendarHour, timeMs: number): boolean {
  return timeMs >= hour.endMs || timeMs < hour.startMs - dayMs;
}
