import type { Buffer } from 'node:buffer';
import { compressions, type Compression } from './bundle.ts';
import { FieldReader, position, text, u8, u32 } from './fields.ts';
import { encodeDurable } from './frame.ts';
import { proofBytes } from './proof.ts';

export const durableVersion = 1;
export const nonceBytes = 32;
/** Queues of an agent, each with positions of its own: reports, then logs. */
export const laneCount = 2;

/** Who the agent says it is. */
export interface Hello {
  readonly version: number;
  readonly id: string;
  readonly nonce: Buffer;
  /** Names the agent's spool: 16 hexadecimal digits. */
  readonly spool: string;
}

export function encodeHello({ version, id, nonce, spool }: Hello): Buffer {
  return encodeDurable('hello', u8(version), text(id), nonce, text(spool));
}

const spoolName = /^[0-9a-f]{16}$/;

export function decodeHello(body: Buffer): Hello | undefined {
  const read = new FieldReader(body);
  const version = read.u8();
  const id = read.text();
  const nonce = read.bytes(nonceBytes);
  const spool = read.text();
  // What follows belongs to a later version.
  if (read.failed || !spoolName.test(spool)) return undefined;
  return { version, id, nonce, spool };
}

/** What the server wants to be proved, and how it takes data. */
export interface Challenge {
  readonly nonce: Buffer;
  readonly compressions: readonly Compression[];
}

export function encodeChallenge({ nonce, compressions: taken }: Challenge): Buffer {
  const mask = taken.reduce((sum, one) => sum + 2 ** compressions.indexOf(one), 0);
  return encodeDurable('challenge', nonce, u8(mask));
}

export function decodeChallenge(body: Buffer): Challenge | undefined {
  const read = new FieldReader(body);
  const nonce = read.bytes(nonceBytes);
  const mask = read.u8();
  if (read.failed) return undefined;
  return {
    nonce,
    compressions: compressions.filter((_, i) => Math.floor(mask / 2 ** i) % 2 === 1),
  };
}

/** How far a server has a lane, and the sum of the batch that ends there. */
export interface LanePlace {
  readonly position: number;
  readonly mark: number;
}

/** The server's own proof, and where to go on. */
export interface Welcome {
  readonly proof: Buffer;
  readonly places: readonly LanePlace[];
}

export function encodeWelcome({ proof, places }: Welcome): Buffer {
  return encodeDurable(
    'welcome',
    proof,
    ...places.flatMap((place) => [position(place.position), u32(place.mark)]),
  );
}

export function decodeWelcome(body: Buffer): Welcome | undefined {
  const read = new FieldReader(body);
  const proof = read.bytes(proofBytes);
  const places = Array.from({ length: laneCount }, () => ({
    position: read.position(),
    mark: read.u32(),
  }));
  return read.failed ? undefined : { proof, places };
}

const refuseReasons = {
  version: 'the server does not speak this version of the protocol',
  proof: 'the server does not know this agent, its key or its address',
  replaced: 'another connection with the same spool took over',
  malformed: 'the server does not understand what the agent sent',
  busy: 'the server has too many connections',
} as const;

/** Why the server ends a connection. */
export type RefuseReason = keyof typeof refuseReasons;

export function isRefuseReason(word: string): word is RefuseReason {
  return Object.hasOwn(refuseReasons, word);
}

export function encodeRefuse(reason: RefuseReason): Buffer {
  return encodeDurable('refuse', text(reason));
}

/** The word itself; one of a later version may be any. */
export function refuseWord(body: Buffer): string {
  return new FieldReader(body).text();
}

/** For people; a word of a later version stands for itself. */
export function decodeRefuse(body: Buffer): string {
  const word = refuseWord(body);
  if (isRefuseReason(word)) return refuseReasons[word];
  return /^[a-z-]{1,32}$/.test(word) ? `the server refuses: ${word}` : 'the server refuses';
}

/** Batches of one lane, from one of its places to another. */
export interface Data {
  readonly lane: number;
  readonly from: number;
  readonly next: number;
  readonly compression: Compression;
  /** Length of the bundle without its compression. */
  readonly rawBytes: number;
  readonly bundle: Buffer;
}

export function encodeData({ lane, from, next, compression, rawBytes, bundle }: Data): Buffer {
  const how = u8(compressions.indexOf(compression));
  const range = [position(from), position(next)];
  return encodeDurable('data', u8(lane), ...range, how, u32(rawBytes), bundle);
}

export function decodeData(body: Buffer): Data | undefined {
  const read = new FieldReader(body);
  const lane = read.u8();
  const from = read.position();
  const next = read.position();
  const compression = compressions[read.u8()];
  const rawBytes = read.u32();
  const bundle = read.rest();
  if (read.failed || compression === undefined || lane >= laneCount || next <= from) {
    return undefined;
  }
  return { lane, from, next, compression, rawBytes, bundle };
}

/** The server holds everything of the lane before `next` durably. */
export interface Ack {
  readonly lane: number;
  readonly next: number;
}

export function encodeAckOf({ lane, next }: Ack): Buffer {
  return encodeDurable('ack', u8(lane), position(next));
}

export function decodeAck(body: Buffer): Ack | undefined {
  const read = new FieldReader(body);
  const lane = read.u8();
  const next = read.position();
  return read.isWhole && lane < laneCount ? { lane, next } : undefined;
}

/** From now on the agent shows who it is with this key: 64 hexadecimal digits. */
export function encodeRekey(key: string): Buffer {
  return encodeDurable('rekey', text(key));
}

/** Undefined for what is no key. */
export function decodeRekey(body: Buffer): string | undefined {
  const key = new FieldReader(body).text();
  return /^[0-9a-f]{64}$/.test(key) ? key : undefined;
}
