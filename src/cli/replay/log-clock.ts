const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const dayMs = 86_400_000;

/**
 * The time a log line claims, in milliseconds since the epoch; undefined when it has none that is
 * understood. A date without a year gets the latest year that does not put it a day ahead of
 * `nowMs`; times without a zone are local.
 */
export function claimedTime(text: string, nowMs: number): number | undefined {
  return isoTime(text) ?? bsdTime(text, nowMs) ?? accessLogTime(text) ?? epochTime(text);
}

function isoTime(text: string): number | undefined {
  const found =
    /^\[?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?/.exec(
      text.slice(0, 48),
    );
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, zone] = found;
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = parts;
  return zone === undefined
    ? new Date(y, mo - 1, d, h, mi, s).getTime()
    : Date.UTC(y, mo - 1, d, h, mi, s) - zoneMs(zone);
}

function zoneMs(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function monthIndex(name: string): number {
  const at = months.indexOf(name);
  return at % 3 === 0 ? at / 3 : -1;
}

function bsdTime(text: string, nowMs: number): number | undefined {
  const found = /^(?:(\d{4}) )?([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)/.exec(text);
  const month = found === null ? -1 : monthIndex(found[2] ?? '');
  if (found === null || month < 0) return undefined;
  const at = (year: number): number =>
    new Date(
      year,
      month,
      Number(found[3]),
      Number(found[4]),
      Number(found[5]),
      Number(found[6]),
    ).getTime();
  if (found[1] !== undefined) return at(Number(found[1]));
  const year = new Date(nowMs).getFullYear();
  const time = at(year);
  return time > nowMs + dayMs ? at(year - 1) : time;
}

function accessLogTime(text: string): number | undefined {
  const found = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]/.exec(
    text.slice(0, 512),
  );
  const month = found === null ? -1 : monthIndex(found[2] ?? '');
  if (found === null || month < 0) return undefined;
  const [, day, , year, hour, minute, second, zone = '+0000'] = found;
  const utc = Date.UTC(
    Number(year),
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return utc - zoneMs(zone);
}

function epochTime(text: string): number | undefined {
  const found = /^(1\d{9})\.(\d{3}) /.exec(text);
  return found === null ? undefined : Number(found[1]) * 1000 + Number(found[2]);
}
