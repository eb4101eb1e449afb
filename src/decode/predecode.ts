import { Event } from '../event/index.ts';
import type { LogRecord, RuleDialect } from '../event/index.ts';
import { readSyslogHead } from './syslog-head.ts';
import { findHeader, findZuluHeader } from './time-header.ts';

/** Queue character of file integrity: a line feed there begins the difference of a file. */
const integrityQueue = '8';
const controlOrHigh = /[\x00-\x1f\x7f-\xff]/;
const controls = /[\x01-\x1f\x7f]/g;
const controlsButLineFeed = /[\x01-\x09\x0b-\x1f\x7f]/g;
const high = /[\x80-\xff]/;

/**
 * Makes an event of a record: control characters removed, the time header recognised by its fixed
 * positions, host and program read. Answers undefined for a location that no message may have.
 * `manager` is this machine's short host name. Decoders of the Wazuh dialect get the text as it is,
 * control characters included, and a few more headers are recognised for them.
 */
export function predecode(
  record: LogRecord,
  manager: string,
  dialect: RuleDialect = 'ossec',
): Event | undefined {
  const { location } = record;
  if (location !== known.location) look(location);
  if (known.isHostile) return undefined;
  let text = record.text;
  let ascii = true;
  if (controlOrHigh.test(text)) {
    if (dialect === 'ossec') {
      text = cleaned(text, record.queue === integrityQueue ? controlsButLineFeed : controls);
    }
    ascii = !high.test(text);
  }
  const event = new Event(record.timeMs, record.queue, location, text);
  event.ascii = ascii && !known.isHigh;
  event.hostname = manager;
  if (record.queue !== integrityQueue) recogniseHeader(event, text, dialect);
  // An agent's events are named by their whole location, whatever host the log line claims.
  if (location.charCodeAt(0) === 0x28) event.hostname = location;
  event.size = event.log.length;
  return event;
}

/** What was found of the location that was looked at last: records of one come in a row. */
const known = { location: '', isHostile: false, isHigh: false };

function look(location: string): void {
  known.location = location;
  known.isHostile = isHostileLocation(location);
  known.isHigh = high.test(location);
}

function cleaned(text: string, removed: RegExp): string {
  // NUL ended the message in the protocol's C strings; here it must not hide what follows.
  return text.replaceAll('\0', ' ').replace(removed, '');
}

function isHostileLocation(location: string): boolean {
  return location.includes('..') && /^\.\.(?:$|\/)|\/\.\.(?:$|\/)/.test(location);
}

function recogniseHeader(event: Event, text: string, dialect: RuleDialect): void {
  const header = findHeader(text) ?? (dialect === 'wazuh' ? findZuluHeader(text) : undefined);
  if (header === undefined) return;
  switch (header.kind) {
    case 'syslog':
      readSyslogHead(event, text, header.length, dialect);
      return;
    case 'plain':
      event.log = text.slice(header.length);
      return;
    case 'squid': {
      let i = header.length;
      while (text.charCodeAt(i) === 0x20) i++;
      event.log = text.slice(i);
      return;
    }
    case 'asl':
      readAsl(event, text);
      return;
    default:
      header.kind satisfies never;
  }
}

/** The macOS form: groups `[Key value]`; a group without `]` ends the reading. */
function readAsl(event: Event, text: string): void {
  let hasMessage = false;
  for (let open = text.indexOf('[', 25); open >= 0; open = text.indexOf('[', open)) {
    const close = text.indexOf(']', open);
    if (close < 0) return;
    const space = text.indexOf(' ', open);
    const key = space < 0 || space > close ? '' : text.slice(open + 1, space);
    const value = text.slice(space + 1, close);
    if (key === 'Sender' && event.programName === undefined) event.programName = value;
    if (key === 'Message' && !hasMessage) {
      event.log = value;
      hasMessage = true;
    }
    if (key === 'Host') {
      event.hostname = value;
      return;
    }
    open = close;
  }
}
