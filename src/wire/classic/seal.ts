import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { assert } from '../../base/index.ts';
import type { AgentKey } from './agent-key.ts';
import { aesIvBytes, encrypt, type CipherMethod } from './cipher.ts';
import { counterText, type Counter } from './counter.ts';
import { envelopePrefix } from './datagram.ts';

/** The longest payload of a message, in bytes. */
export const payloadBytesMax = 6016;
/** Bytes of chance that a message takes. */
export const saltBytes = 2 + aesIvBytes;

const bang = 0x21;
const blockBytes = 8;
// The header of the stream is the one that OSSEC writes; the little memory suits little texts.
const compression = { level: 9, memLevel: 5 } as const;

export interface SealOptions {
  readonly key: AgentKey;
  readonly method: CipherMethod;
  /** Stands before the message in the clear; only agents whose address varies need it. */
  readonly id?: string | undefined;
  readonly counter: Counter;
  /** `saltBytes` bytes of chance, new for each message. */
  readonly salt: Buffer;
}

/** Whether the payload can be sent at all. */
export function canSeal(payload: Buffer): boolean {
  return payload.length > 0 && payload.length <= payloadBytesMax;
}

/** The datagram of a payload. The salt is not kept. */
export function seal(payload: Buffer, options: SealOptions): Buffer {
  const { key, method, id, counter, salt } = options;
  assert(canSeal(payload), 'a payload has 1 to 6016 bytes');
  assert(salt.length === saltBytes, 'a message takes 18 bytes of chance');
  const text = encrypt(
    key,
    method,
    pad(deflateSync(message(payload, counter, salt), compression)),
    salt.subarray(2),
  );
  return Buffer.concat([Buffer.from(envelopePrefix(id, method), 'latin1'), text]);
}

/** Checksum, five random digits, counter, payload. */
function message(payload: Buffer, counter: Counter, salt: Buffer): Buffer {
  const random = String(salt.readUInt16BE(0)).padStart(5, '0');
  const body = Buffer.concat([Buffer.from(random + counterText(counter), 'latin1'), payload]);
  return Buffer.concat([Buffer.from(hash('md5', body, 'hex'), 'latin1'), body]);
}

/** One to eight exclamation marks in front make the length a multiple of eight. */
function pad(compressed: Buffer): Buffer {
  const bangs = blockBytes - (compressed.length % blockBytes);
  return Buffer.concat([Buffer.alloc(bangs, bang), compressed]);
}
