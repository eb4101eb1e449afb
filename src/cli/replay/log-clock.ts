const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const dayMs = 86_400_000;
/** Years are tried back to the last one that had a 29 February. */
const yearsBack = 8;

/** Date and time of day as a line writes them; the month counts from 0. */
interface Written {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/**
 * The time a log line claims, in milliseconds since the epoch; undefined when it has none that is
 * understood. A date without a year gets the latest year that does not put it a day ahead of
 * `nowMs`; times without a zone are local.
 */
export function claimedTime(text: string, nowMs: number): number | undefined {
  return isoTime(text) ?? bsdTime(text, nowMs) ?? accessLogTime(text) ?? epochTime(text);
}

/** The date whose day is in the group `day` and whose time is in three groups from `time` on. */
function written(found: RegExpExecArray, month: number, day: number, time: number): Written {
  const number = (group: number): number => Number(found[group] ?? 0);
  return {
    month,
    day: number(day),
    hour: number(time),
    minute: number(time + 1),
    second: number(time + 2),
  };
}

/** The moment of a date that exists; a zone is its distance from UTC, none means local time. */
function moment(year: number, date: Written, zone: string | undefined): number | undefined {
  const { month, day, hour, minute, second } = date;
  const isTime = hour <= 23 && minute <= 59 && second <= 60;
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  if (year < 1970 || month < 0 || month > 11 || day < 1 || day > days || !isTime) return undefined;
  if (zone === undefined) return new Date(year, month, day, hour, minute, second).getTime();
  const offset = zoneMs(zone);
  if (offset === undefined) return undefined;
  return Date.UTC(year, month, day, hour, minute, second) - offset;
}

function zoneMs(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  const offset = (hours * 60 + minutes) * 60_000;
  return zone.startsWith('-') ? -offset : offset;
}

function monthIndex(name: string | undefined): number {
  const at = name === undefined ? -1 : months.indexOf(name);
  return at % 3 === 0 ? at / 3 : -1;
}

function isoTime(text: string): number | undefined {
  const found =
    /^\[?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?/.exec(
      text.slice(0, 48),
    );
  if (found === null) return undefined;
  return moment(Number(found[1]), written(found, Number(found[2]) - 1, 3, 4), found[7]);
}

function bsdTime(text: string, nowMs: number): number | undefined {
  const found = /^(?:(\d{4}) )?([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)/.exec(text);
  if (found === null) return undefined;
  const date = written(found, monthIndex(found[2]), 3, 4);
  if (found[1] !== undefined) return moment(Number(found[1]), date, undefined);
  const thisYear = new Date(nowMs).getFullYear();
  for (let year = thisYear + 1; year >= thisYear - yearsBack; year--) {
    const time = moment(year, date, undefined);
    if (time !== undefined && time <= nowMs + dayMs) return time;
  }
  return undefined;
}

function accessLogTime(text: string): number | undefined {
  const found = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]/.exec(
    text.slice(0, 512),
  );
  if (found === null) return undefined;
  return moment(Number(found[3]), written(found, monthIndex(found[2]), 1, 4), found[7]);
}

function epochTime(text: string): number | undefined {
  const found = /^(1\d{9})\.(\d{3}) /.exec(text);
  return found === null ? undefined : Number(found[1]) * 1000 + Number(found[2]);
}
