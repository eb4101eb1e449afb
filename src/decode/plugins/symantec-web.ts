import type { Event } from '../../event/index.ts';

/** Comma-separated `number=value` items of Symantec Web Security. */
export function decodeSymantecWeb(event: Event): void {
  const { log } = event;
  let at = log.indexOf(',');
  if (at < 0) return;
  for (at += 1; at > 0 && at <= log.length; at = log.indexOf(',', at) + 1) {
    const next = log.indexOf(',', at);
    const item = log.slice(at, next < 0 ? undefined : next);
    if (event.dstuser === undefined && item.startsWith('10=')) {
      event.dstuser = item.slice(3, 131);
    } else if (event.srcip === undefined && item.startsWith('11=')) {
      event.srcip = item.slice(3, 131);
    } else if (event.url === undefined && item.startsWith('60=')) {
      event.url = item.slice(3, 1027);
    } else if (event.id === undefined && /^[23]=/.test(item)) {
      // The id keeps its prefix and does not stop at a comma: rules are written for that.
      event.id = log.slice(at, at + 9);
    }
  }
}
