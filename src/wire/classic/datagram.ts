import { Buffer } from 'node:buffer';
import type { CipherMethod } from './cipher.ts';

/** The most bytes of a datagram that either side reads during a handshake, and a server always. */
export const datagramBytesMax = 6144;
/** What an OSSEC agent reads once it is connected. */
export const agentDatagramBytesMax = 1024;

const bang = 0x21;
const colon = 0x3a;
const aesMark = Buffer.from('#AES', 'latin1');
/** The prefix of an agent is cut at 15 bytes, which leaves eight digits for the id. */
export const idDigitsMax = 8;

/** The part of a datagram in the clear, and what is encrypted. */
export interface Envelope {
  /** The agent as the sender names itself; agents of one fixed address send none. */
  readonly id: string | undefined;
  readonly method: CipherMethod;
  readonly body: Buffer;
}

/** Reads the prefix of a datagram; undefined where it is malformed (OSSEC's error 1403). */
export function parseEnvelope(datagram: Buffer): Envelope | undefined {
  const named = datagram[0] === bang ? parseId(datagram) : { id: undefined, end: 0 };
  if (named === undefined) return undefined;
  const rest = datagram.subarray(named.end);
  const isAes = rest.subarray(0, aesMark.length).equals(aesMark);
  const at = isAes ? aesMark.length : 0;
  if (rest[at] !== colon) return undefined;
  return { id: named.id, method: isAes ? 'aes' : 'blowfish', body: rest.subarray(at + 1) };
}

function parseId(datagram: Buffer): { readonly id: string; readonly end: number } | undefined {
  const end = datagram.indexOf(bang, 1);
  if (end < 2 || end > idDigitsMax + 1) return undefined;
  const id = datagram.toString('latin1', 1, end);
  return /^\d+$/.test(id) ? { id, end: end + 1 } : undefined;
}

/** The prefix of a datagram; `id` for agents without a single fixed address. */
export function envelopePrefix(id: string | undefined, method: CipherMethod): string {
  return `${id === undefined ? '' : `!${id}!`}${method === 'aes' ? '#AES:' : ':'}`;
}
