const shortMonths = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

function padded(value: number, length: number, fill = '0'): string {
  return String(value).padStart(length, fill);
}

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getFullYear(), 0, 1);
  return (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - start) / 86_400_000 + 1;
}

/** Week of the year; `firstDay` is the day of the week on which weeks begin. */
function week(date: Date, firstDay: number): number {
  return Math.floor((dayOfYear(date) + 6 - ((date.getDay() - firstDay + 7) % 7)) / 7);
}

/** Year and week of ISO 8601: weeks belong to the year that holds their Thursday. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate());
  thursday.setDate(thursday.getDate() + 3 - ((date.getDay() + 6) % 7));
  return { year: thursday.getFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

function zone(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  const sign = minutes < 0 ? '-' : '+';
  return sign + padded(Math.floor(size / 60), 2) + padded(size % 60, 2);
}

const hour12 = (date: Date): number => date.getHours() % 12 || 12;

const parts: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => (days[date.getDay()] ?? '').slice(0, 3),
  A: (date) => days[date.getDay()] ?? '',
  b: (date) => shortMonths[date.getMonth()] ?? '',
  B: (date) => months[date.getMonth()] ?? '',
  C: (date) => padded(Math.floor(date.getFullYear() / 100), 2),
  d: (date) => padded(date.getDate(), 2),
  D: (date) => expandDate('%m/%d/%y', date),
  e: (date) => padded(date.getDate(), 2, ' '),
  F: (date) => expandDate('%Y-%m-%d', date),
  g: (date) => padded(isoWeek(date).year % 100, 2),
  G: (date) => String(isoWeek(date).year),
  h: (date) => shortMonths[date.getMonth()] ?? '',
  H: (date) => padded(date.getHours(), 2),
  I: (date) => padded(hour12(date), 2),
  j: (date) => padded(dayOfYear(date), 3),
  k: (date) => padded(date.getHours(), 2, ' '),
  l: (date) => padded(hour12(date), 2, ' '),
  m: (date) => padded(date.getMonth() + 1, 2),
  M: (date) => padded(date.getMinutes(), 2),
  n: () => '\n',
  p: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  P: (date) => (date.getHours() < 12 ? 'am' : 'pm'),
  R: (date) => expandDate('%H:%M', date),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  S: (date) => padded(date.getSeconds(), 2),
  t: () => '\t',
  T: (date) => expandDate('%H:%M:%S', date),
  u: (date) => String(date.getDay() || 7),
  U: (date) => padded(week(date, 0), 2),
  V: (date) => padded(isoWeek(date).week, 2),
  w: (date) => String(date.getDay()),
  W: (date) => padded(week(date, 1), 2),
  y: (date) => padded(date.getFullYear() % 100, 2),
  Y: (date) => String(date.getFullYear()),
  z: zone,
  '%': () => '%',
};

/** Puts a local date into a path as the C library's date format does; unknown parts stay. */
export function expandDate(pattern: string, date: Date): string {
  return pattern.replaceAll(/%[EO]?([A-Za-z%])/g, (text, letter: string) => {
    return parts[letter]?.(date) ?? text;
  });
}

export function hasDate(pattern: string): boolean {
  return pattern.includes('%');
}

const STEP_MS = 3_600_000;
const MAX_STEPS = 24 * 400;

/**
 * The paths that a pattern named between two times, oldest first: what was written under an
 * earlier date while nothing ran is read as well. Finer parts than the hour are stepped over.
 */
export function pathsBetween(pattern: string, fromMs: number, toMs: number): readonly string[] {
  if (!hasDate(pattern)) return [pattern];
  const start = Math.max(fromMs, toMs - MAX_STEPS * STEP_MS);
  const found = new Set<string>();
  for (let time = start; time < toMs; time += STEP_MS) {
    found.add(expandDate(pattern, new Date(time)));
  }
  const now = expandDate(pattern, new Date(toMs));
  found.delete(now);
  return [...found, now];
}
