import { Buffer } from 'node:buffer';
import { eventMessage, payloadBytesMax, type BatchRecord } from '../../wire/index.ts';

export interface EventPayload {
  readonly bytes: Buffer;
  /** The end of the text did not fit. */
  readonly isCut: boolean;
}

const locationBytesMax = 512;

/**
 * A record as OSSEC's protocol carries it. A location holds no colon and no payload a zero byte, at
 * which servers of OSSEC stop reading; what does not fit one message is cut.
 */
export function eventPayload({ source, text }: BatchRecord): EventPayload {
  const location = source.location.slice(0, locationBytesMax).replaceAll(':', '|');
  const whole = eventMessage({ queue: source.queue, location, text }).replaceAll('\0', ' ');
  const isCut = whole.length > payloadBytesMax;
  return { bytes: Buffer.from(isCut ? whole.slice(0, payloadBytesMax) : whole, 'latin1'), isCut };
}
