import type { Event } from '../event/index.ts';

/** Records of agents carry `(name) address->path` as their location. */
export function isOfAgent(event: Event): boolean {
  return event.location.startsWith('(');
}

const control = /[\x00-\x1f\x7f]/;
const controls = /[\x00-\x1f\x7f]/g;

/** A file's name may hold a line feed; in a record of lines it must not begin a new one. */
export function lineLocation(event: Event): string {
  const { location } = event;
  return control.test(location) ? location.replace(controls, '?') : location;
}

/** What alert records print behind the time: `host->location`, for agents the location alone. */
export function where(event: Event): string {
  const location = lineLocation(event);
  return isOfAgent(event) ? location : `${event.hostname}->${location}`;
}

export function agentName(event: Event): string {
  const end = event.location.indexOf(')');
  return isOfAgent(event) && end !== -1 ? event.location.slice(1, end) : event.hostname;
}

/** Undefined for records of this machine. */
export function agentAddress(event: Event): string | undefined {
  const start = event.location.indexOf(') ');
  if (!isOfAgent(event) || start === -1) return undefined;
  const end = event.location.indexOf('-', start);
  return event.location.slice(start + 2, end === -1 ? undefined : end);
}

/** The location on the machine it came from. */
export function logfile(event: Event): string {
  if (!isOfAgent(event)) return event.location;
  return event.location.slice(event.location.indexOf('>') + 1);
}
