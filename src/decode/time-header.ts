/** A recognised header. `syslog` ones are followed by host and program. */
export interface Header {
  readonly kind: 'syslog' | 'plain' | 'squid' | 'asl';
  readonly length: number;
}

const space = 0x20;
const colon = 0x3a;
const dash = 0x2d;
const dot = 0x2e;
const comma = 0x2c;
const slash = 0x2f;

function header(kind: Header['kind'], length: number): Header {
  return { kind, length };
}

const bsd = header('syslog', 16);
const bsdGerman = header('syslog', 17);
const proftpd = header('syslog', 23);
const yearFirst = header('syslog', 21);
const colonDate = header('syslog', 20);
const isoHeaders = new Map([26, 27, 28, 29, 30, 31, 32].map((n) => [n, header('syslog', n)]));
const xferlog = header('plain', 24);
const snort = header('plain', 23);
const suricata = header('plain', 28);
const apache = header('plain', 27);
const asl = header('asl', 25);
const squid = header('squid', 14);

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/**
 * Finds the header by fixed byte positions alone, as the reference does: neither month names nor
 * numbers are checked.
 */
export function findHeader(t: string): Header | undefined {
  if (t.length < 17) return undefined;
  return bsdForm(t) ?? isoForms(t) ?? yearForms(t) ?? otherForms(t);
}

function bsdForm(t: string): Header | undefined {
  // A German March has one byte more: the umlaut takes two.
  const shift = t.charCodeAt(1) === 0xc3 && t.charCodeAt(2) === 0xa4 ? 1 : 0;
  return t.charCodeAt(3 + shift) === space &&
    t.charCodeAt(6 + shift) === space &&
    t.charCodeAt(9 + shift) === colon &&
    t.charCodeAt(12 + shift) === colon &&
    t.charCodeAt(15 + shift) === space &&
    t.length >= 17 + shift
    ? shift === 0
      ? bsd
      : bsdGerman
    : undefined;
}

function isoForms(t: string): Header | undefined {
  if (t.length < 24 || t.charCodeAt(4) !== dash || t.charCodeAt(7) !== dash) return undefined;
  if (t.charCodeAt(13) !== colon || t.charCodeAt(16) !== colon) return undefined;
  if (t.charCodeAt(10) === space) return t.charCodeAt(19) === comma ? proftpd : undefined;
  if (t[10] !== 'T' || t.length < 33) return undefined;
  if (t.charCodeAt(22) === colon && t.charCodeAt(25) === space) return isoHeaders.get(26);
  const mark = t.charCodeAt(19);
  if (mark !== dot && mark !== comma) return undefined;
  for (let i = 24; i <= 29; i++) if (t.charCodeAt(i) === colon) return isoHeaders.get(i + 3);
  return undefined;
}

/** ISO 8601 in UTC, `2026-01-05T10:00:00.123Z `, with any number of digits behind the second. */
export function findZuluHeader(t: string): Header | undefined {
  if (t.charCodeAt(4) !== dash || t.charCodeAt(7) !== dash || t[10] !== 'T') return undefined;
  if (t.charCodeAt(13) !== colon || t.charCodeAt(16) !== colon) return undefined;
  let i = 19;
  if (t.charCodeAt(i) === dot || t.charCodeAt(i) === comma) {
    do i++;
    while (isDigit(t.charCodeAt(i)));
  }
  return t[i] === 'Z' && t.charCodeAt(i + 1) === space ? header('syslog', i + 1) : undefined;
}

function yearForms(t: string): Header | undefined {
  if (!isDigit(t.charCodeAt(0))) return undefined;
  if (
    t.length >= 21 &&
    t.charCodeAt(4) === space &&
    t.charCodeAt(8) === space &&
    t.charCodeAt(11) === space &&
    t.charCodeAt(20) === space &&
    t.charCodeAt(14) === colon &&
    t.charCodeAt(17) === colon
  ) {
    return yearFirst;
  }
  return t.length >= 20 &&
    t.charCodeAt(4) === colon &&
    t.charCodeAt(7) === colon &&
    t.charCodeAt(10) === dash &&
    t.charCodeAt(13) === colon &&
    t.charCodeAt(16) === colon
    ? colonDate
    : undefined;
}

function otherForms(t: string): Header | undefined {
  if (t.length < 24) return undefined;
  if (isXferlog(t)) return xferlog;
  if (
    t.charCodeAt(2) === slash &&
    t.charCodeAt(5) === dash &&
    t.charCodeAt(8) === colon &&
    t.charCodeAt(11) === colon &&
    t.charCodeAt(14) === dot &&
    t.charCodeAt(21) === space
  ) {
    return snort;
  }
  if (t.length < 26) return undefined;
  if (isSuricata(t)) return suricata;
  if (t[0] === '[') return bracketForms(t);
  return isSquid(t) ? squid : undefined;
}

function isXferlog(t: string): boolean {
  return (
    t.length >= 28 &&
    t.charCodeAt(3) === space &&
    t.charCodeAt(7) === space &&
    t.charCodeAt(10) === space &&
    t.charCodeAt(19) === space &&
    t.charCodeAt(24) === space &&
    t.charCodeAt(26) === space &&
    t.charCodeAt(13) === colon &&
    t.charCodeAt(16) === colon
  );
}

function isSuricata(t: string): boolean {
  return (
    t.charCodeAt(2) === slash &&
    t.charCodeAt(5) === slash &&
    t.charCodeAt(10) === dash &&
    t.charCodeAt(13) === colon &&
    t.charCodeAt(16) === colon &&
    t.charCodeAt(19) === dot &&
    t.charCodeAt(26) === space
  );
}

function bracketForms(t: string): Header | undefined {
  if (
    t.length >= 27 &&
    t.charCodeAt(4) === space &&
    t.charCodeAt(8) === space &&
    t.charCodeAt(11) === space &&
    t.charCodeAt(20) === space &&
    t.charCodeAt(14) === colon &&
    t.charCodeAt(17) === colon &&
    t[25] === ']'
  ) {
    return apache;
  }
  return t[1] === 'T' &&
    t.charCodeAt(5) === space &&
    t.charCodeAt(16) === space &&
    t.charCodeAt(10) === dot &&
    t.charCodeAt(13) === dot &&
    t.charCodeAt(19) === colon
    ? asl
    : undefined;
}

function isSquid(t: string): boolean {
  return (
    t.length >= 32 &&
    t[0] === '1' &&
    isDigit(t.charCodeAt(1)) &&
    isDigit(t.charCodeAt(2)) &&
    isDigit(t.charCodeAt(3)) &&
    isDigit(t.charCodeAt(13)) &&
    t.charCodeAt(10) === dot &&
    t.charCodeAt(14) === space &&
    (t.charCodeAt(21) === space || t.charCodeAt(22) === space)
  );
}
