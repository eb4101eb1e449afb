import type { AlertMessage } from '../../server/index.ts';
import { paint, type Colour } from './paint.ts';
import { safeJson, safeLines, safeText } from './safe-text.ts';

export type ConsoleAlert = Omit<AlertMessage, 'kind'>;

const indent = ' '.repeat(10);
/** A record may hold the whole output of a command; the alert log has it all. */
const shownLines = 10;
const shownCharacters = 2000;

/** Two lines and more: what happened, then where and the log itself. */
export function alertText(alert: ConsoleAlert, colours: boolean): string {
  const { level, rule, description, where, log } = alert;
  const mark = paint(`level ${level}`.padEnd(8), colourOf(level), colours);
  const head = `${clockTime(alert.timeMs)}  ${mark}  rule ${rule}  ${safeText(description)}`;
  const lines = safeLines(log);
  const shown = lines.slice(0, shownLines).map(shorten);
  const rest = lines.length - shown.length;
  if (rest > 0) shown.push(`... and ${rest} more ${rest === 1 ? 'line' : 'lines'}`);
  const [first = '', ...more] = shown;
  const source = paint(`${safeText(where)}:`, 'dim', colours);
  return [head, `${indent}${source} ${first}`, ...more.map((line) => indent + line)].join('\n');
}

/** One JSON object. */
export function alertJson(alert: ConsoleAlert): string {
  const { id, timeMs, level, rule, description, where, srcip, user, log } = alert;
  const time = new Date(timeMs).toISOString();
  return safeJson({ id, time, level, rule, description, where, srcip, user, log });
}

/** Hours, minutes and seconds here, now or then. */
export function clockTime(timeMs: number): string {
  const time = new Date(timeMs);
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((value) => String(value).padStart(2, '0'))
    .join(':');
}

function shorten(line: string): string {
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters)}...` : line;
}

function colourOf(level: number): Colour {
  if (level >= 12) return 'red';
  if (level >= 7) return 'yellow';
  return 'cyan';
}
