import { fromUtf8, limits } from '../../base/index.ts';

/** One entry of the journal, texts with one character per byte. */
export interface JournalEntry {
  readonly cursor: string;
  /** Microseconds since the epoch. */
  readonly timeUs: number;
  readonly host: string;
  readonly identifier: string;
  /** Undefined for the rare entry without one. */
  readonly message: string | undefined;
}

/** The fields that are read; the journal leaves out all others. */
export const journalFields = ['MESSAGE', 'SYSLOG_IDENTIFIER', '_COMM', '_HOSTNAME'] as const;

/** Reads one line of the journal's JSON output; undefined for anything else. */
export function parseJournalEntry(line: string): JournalEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const cursor = fields['__CURSOR'];
  const timeUs = Number(fields['__REALTIME_TIMESTAMP']);
  if (typeof cursor !== 'string' || !Number.isSafeInteger(timeUs)) return undefined;
  return {
    cursor,
    timeUs,
    host: fieldText(fields['_HOSTNAME']) ?? '',
    identifier: fieldText(fields['SYSLOG_IDENTIFIER']) ?? fieldText(fields['_COMM']) ?? '',
    message: fieldText(fields['MESSAGE']),
  };
}

/**
 * A field is text; a list of numbers where its bytes are no text; null where it was too long; a
 * list of those where it stands several times, of which the first counts.
 */
function fieldText(value: unknown): string | undefined {
  if (typeof value === 'string') return fromUtf8(value);
  if (!Array.isArray(value)) return undefined;
  const list: readonly unknown[] = value;
  if (list.every(isByte)) return bytesText(list);
  return fieldText(list[0]);
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 255;
}

function bytesText(bytes: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 8192) {
    parts.push(String.fromCharCode(...bytes.slice(i, i + 8192)));
  }
  return parts.join('');
}

export interface JournalText {
  readonly text: string;
  readonly cut: boolean;
}

/** The entry as a syslog line: `2026-01-02T03:04:05+01:00 host identifier: message`. */
export function journalText(entry: JournalEntry, hostname: string): JournalText | undefined {
  const { timeUs, host, identifier, message } = entry;
  if (message === undefined) return undefined;
  const cut = message.length > limits.lineBytes;
  const shown = cut ? message.slice(0, limits.lineBytes) : message;
  const from = host === '' ? hostname : host;
  const program = identifier === '' ? 'unknown' : identifier;
  return { text: `${isoTime(timeUs)} ${from} ${program}: ${shown}`, cut };
}

/** Local time with the zone's hours and minutes. */
function isoTime(timeUs: number): string {
  const date = new Date(Math.floor(timeUs / 1000));
  const offset = -date.getTimezoneOffset();
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const zone = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map(two).join(':');
  return `${day}T${time}${offset < 0 ? '-' : '+'}${zone}`;
}

/** Where an entry stands in the journal. */
export interface JournalPlace {
  /** Id of the sequence: a new one begins with a new journal. */
  readonly sequence: string;
  readonly number: number;
}

/** Takes the place out of a cursor: `s=ID;i=HEX;...`. */
export function journalPlace(cursor: string): JournalPlace | undefined {
  const found = /^s=(?<sequence>[0-9a-f]{1,64});i=(?<number>[0-9a-f]{1,13});/.exec(cursor)?.groups;
  const { sequence, number } = found ?? {};
  if (sequence === undefined || number === undefined) return undefined;
  return { sequence, number: Number.parseInt(number, 16) };
}
