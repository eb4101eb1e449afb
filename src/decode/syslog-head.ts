import type { Event, RuleDialect } from '../event/index.ts';

const space = 0x20;
const colon = 0x3a;
const open = 0x5b;
const close = 0x5d;
const pipe = 0x7c;

/** Letters, digits and `( ) - . / @ _`: what host and program names are made of. */
const nameBytes = new Uint8Array(256);
const alphanumeric = new Uint8Array(256);
for (let byte = 0; byte < 128; byte++) {
  const char = String.fromCharCode(byte);
  if (/[A-Za-z0-9]/.test(char)) alphanumeric[byte] = nameBytes[byte] = 1;
  if ('()-./@_'.includes(char)) nameBytes[byte] = 1;
}

function skip(text: string, at: number, bytes: Uint8Array): number {
  let i = at;
  while (bytes[text.charCodeAt(i)] === 1) i++;
  return i;
}

function skipDigits(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x39) i++;
  return i;
}

/** Reads host and program behind a syslog header of `length` bytes. */
export function readSyslogHead(
  event: Event,
  text: string,
  length: number,
  dialect: RuleDialect,
): void {
  const start = text.charCodeAt(length) === space ? length + 1 : length;
  const end = skip(text, start, nameBytes);
  const next = text.charCodeAt(end);
  if (next === colon && text.charCodeAt(end + 1) === space) {
    program(event, text.slice(start, end), text, end + 2);
    return;
  }
  if (next !== space) {
    event.log = text.slice(start);
    return;
  }
  event.hostname = text.slice(start, end);
  readProgram(event, text, end + 1, dialect);
}

function readProgram(event: Event, text: string, start: number, dialect: RuleDialect): void {
  const end = skip(text, start, nameBytes);
  const after = afterProgram(text, end, dialect === 'wazuh' ? 'colon' : 'bracket');
  if (after > 0) {
    program(event, text.slice(start, end), text, after);
    return;
  }
  event.log = text.slice(start);
  if (text.charCodeAt(end) === pipe) readAix(event, text, end);
}

/** What may stand for `[pid]: `: nothing else, a bracket without colon, or either without space. */
type Lenience = 'none' | 'bracket' | 'colon';

/** Offset of the message behind `: ` or `[pid]: `, 0 when neither stands at `end`. */
function afterProgram(text: string, end: number, lenience: Lenience): number {
  const next = text.charCodeAt(end);
  if (next === colon) return text.charCodeAt(end + 1) === space ? end + 2 : 0;
  if (next !== open) return 0;
  const digits = skipDigits(text, end + 1);
  if (digits === end + 1 || text.charCodeAt(digits) !== close) return 0;
  if (text.charCodeAt(digits + 1) === colon) {
    if (text.charCodeAt(digits + 2) === space) return digits + 3;
    return lenience === 'colon' ? digits + 2 : 0;
  }
  return lenience !== 'none' && text.charCodeAt(digits + 1) === space ? digits + 2 : 0;
}

/** `auth|security:info prog[1]: message`; `at` is the offset of the bar. */
function readAix(event: Event, text: string, at: number): void {
  const letter = text.charCodeAt(at + 1);
  if (!(letter >= 0x61 && letter <= 0x7a)) return;
  const facility = skip(text, at + 1, alphanumeric);
  if (text.charCodeAt(facility) !== colon) return;
  const priority = skip(text, facility + 1, alphanumeric);
  if (text.charCodeAt(priority) !== space) return;
  const start = priority + 1;
  const end = skip(text, start, nameBytes);
  const after = afterProgram(text, end, 'none');
  if (after > 0) {
    program(event, text.slice(start, end), text, after);
    return;
  }
  // Without a program the reference names the event by all that is left; sites depend on it.
  event.programName = text.slice(start);
  event.log = text.slice(end);
}

function program(event: Event, name: string, text: string, after: number): void {
  event.programName = name;
  let log = text.slice(after);
  if (log.startsWith('[ID ')) {
    const end = log.indexOf('] ');
    if (end >= 0) log = log.slice(end + 2);
  }
  event.log = log;
}
