const months = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

let cachedSecond = Number.NaN;
let cachedText = '';

/** `2023 Nov 14 22:13:20`, local time. Records of the same second cost one comparison. */
export function localTimestamp(timeMs: number): string {
  const second = Math.floor(timeMs / 1000);
  if (second === cachedSecond) return cachedText;
  const time = new Date(timeMs);
  const date = `${time.getFullYear()} ${monthName(time.getMonth())} ${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  cachedSecond = second;
  cachedText = `${date} ${clock}`;
  return cachedText;
}

export function epochSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}

function monthName(month: number): string {
  return months[month] ?? 'Jan';
}

/** A local calendar day, `2023-11-14`: what output files are named after. */
export type Day = string;

export function dayOf(timeMs: number): Day {
  const time = new Date(timeMs);
  const year = String(time.getFullYear()).padStart(4, '0');
  return `${year}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** The parts of a day as file names use them. */
export function dayParts(day: Day): { year: string; month: string; day: string } {
  const [year = '', month = '', date = ''] = day.split('-');
  return { year, month: monthName(Number(month) - 1), day: date };
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Says when a record belongs to another day's file. A clock set back a little stays on the current
 * file, else records would jump between files around midnight; one set back more than a day goes
 * along, else a moment in a wrong year would keep its file in use until that year.
 */
export class DayChange {
  readonly current: Day;
  readonly #start: number;
  readonly #end: number;

  constructor(current: Day) {
    const [year = 1970, month = 1, day = 1] = current.split('-').map(Number);
    this.current = current;
    this.#start = new Date(year, month - 1, day).getTime();
    this.#end = new Date(year, month - 1, day + 1).getTime();
  }

  /** The day to change to; undefined to stay. */
  next(timeMs: number): Day | undefined {
    if (timeMs < this.#end && timeMs >= this.#start - dayMs) return undefined;
    return dayOf(timeMs);
  }
}
