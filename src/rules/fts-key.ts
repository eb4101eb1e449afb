import { limits } from '../base/index.ts';
import type { Event, FtsPart } from '../event/index.ts';

/** The nine parts of a first-time-seen key; OSSEC's lists never name the fourth. */
export function ftsKey(event: Event, parts: readonly FtsPart[]): string {
  const take = (part: FtsPart, value: string | undefined): string =>
    parts.includes(part) ? (value ?? '') : '';
  return [
    event.decoder ?? '',
    take('id', event.id),
    take('user', event.dstuser),
    take('srcuser', event.srcuser),
    take('srcip', event.srcip),
    take('dstip', event.dstip),
    take('data', event.data),
    take('system_name', event.systemname),
    take('location', event.location),
  ]
    .join(' ')
    .slice(0, limits.ftsKeyBytes);
}

/** The line by which an ignored event is known again: eight parts. */
export function ignoreLine(event: Event, parts: readonly FtsPart[]): string {
  const take = (part: FtsPart, value: string | undefined): string =>
    parts.includes(part) ? (value ?? '') : '';
  return [
    take('name', event.decoder),
    take('id', event.id),
    take('user', event.dstuser),
    take('srcip', event.srcip),
    take('dstip', event.dstip),
    take('data', event.data),
    take('system_name', event.systemname),
    take('location', event.location),
  ]
    .join(' ')
    .slice(0, limits.ftsKeyBytes);
}
