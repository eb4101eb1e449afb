import type { Event } from '../../event/index.ts';

const locationMax = 255;
const textMax = 4094;

/** An alert that another manager forwards: its rule is taken over instead of being matched. */
export function decodeOssecAlert(event: Event): void {
  const { log } = event;
  if (!log.startsWith('Alert Level: ') && !log.startsWith('ossec: Alert Level:')) return;
  const semicolon = log.indexOf(';');
  const colon = semicolon < 0 ? -1 : log.indexOf(': ', semicolon);
  if (colon < 0) return;
  const rule = /^\d{1,6}(?= )/.exec(log.slice(colon + 2, colon + 10));
  if (rule === null) return;
  event.presetRule = Number(rule[0]);
  const label = log.indexOf('; Location: ', colon);
  const end = label < 0 ? -1 : log.indexOf(';', label + 12);
  if (end < 0) return;
  const location = `${event.location}|${log.slice(label + 12, end)}`.slice(0, locationMax);
  event.location = location;
  event.hostname = location;
  let rest = log.slice(end + 1);
  for (;;) {
    const item = /^ (srcip|user): ([^;]*);/.exec(rest);
    if (item === null) break;
    if (item[1] === 'srcip') event.srcip = item[2];
    else event.dstuser = item[2];
    rest = rest.slice(item[0].length);
  }
  const text = rest.replace(/^ +/, '').slice(0, textMax);
  event.fullLog = text;
  event.log = text;
}
