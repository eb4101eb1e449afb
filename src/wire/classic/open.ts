import type { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { AgentKey } from './agent-key.ts';
import { decrypt } from './cipher.ts';
import { counterBytes, isNewer, parseCounterText, type Counter } from './counter.ts';
import type { Envelope } from './datagram.ts';

/** Bytes of a message without its compression. */
const messageBytesMax = 6144;
const checksumBytes = 32;
const randomBytes = 5;
const headerBytes = checksumBytes + randomBytes + counterBytes;
const bang = 0x21;

/**
 * Why a datagram was not taken; OSSEC's numbers: `key` and `stale` 1404, `compression` 2202,
 * `checksum` 1406, `counter` 1403, `duplicate` 1407.
 */
export type RejectReason =
  | 'key'
  | 'compression'
  | 'checksum'
  | 'counter'
  | 'empty'
  | 'duplicate'
  | 'stale';

export type Opened =
  | { readonly kind: 'message'; readonly counter: Counter; readonly payload: Buffer }
  | { readonly kind: 'rejected'; readonly reason: RejectReason };

/**
 * Decrypts and checks a message, all but its place in the sequence. The checksum is inside what is
 * encrypted: only who has the key can make a message that opens.
 */
export function open({ body, method }: Envelope, key: AgentKey): Opened {
  const text = decrypt(key, method, body);
  // The uncompressed form of versions before 0.9 begins with a colon; nobody sends it any more.
  if (text?.[0] !== bang) return rejected('key');
  const message = inflate(text.subarray(endOfPadding(text)));
  if (message === undefined) return rejected('compression');
  if (message.length < headerBytes) return rejected('checksum');
  const checksum = message.toString('latin1', 0, checksumBytes);
  if (hash('md5', message.subarray(checksumBytes), 'hex') !== checksum) return rejected('checksum');
  const counterAt = checksumBytes + randomBytes;
  const counter = parseCounterText(message.toString('latin1', counterAt, headerBytes));
  if (counter === undefined) return rejected('counter');
  if (message.length === headerBytes) return rejected('empty');
  return { kind: 'message', counter, payload: message.subarray(headerBytes) };
}

/** Undefined for a counter that stands behind `last`. */
export function replayProblem(counter: Counter, last: Counter): RejectReason | undefined {
  if (isNewer(counter, last)) return undefined;
  return counter.global === last.global ? 'duplicate' : 'stale';
}

function rejected(reason: RejectReason): Opened {
  return { kind: 'rejected', reason };
}

function endOfPadding(text: Buffer): number {
  let at = 0;
  while (text[at] === bang) at++;
  return at;
}

/** What follows the compressed stream does not matter; more than a message holds does. */
function inflate(compressed: Buffer): Buffer | undefined {
  try {
    return inflateSync(compressed, { maxOutputLength: messageBytesMax, chunkSize: 2048 });
  } catch {
    return undefined;
  }
}
