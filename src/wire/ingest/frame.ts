import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { assert, limits } from '../../base/index.ts';

// Layout of a frame, little endian:
//   u32 bytes that follow; u8 version; u8 kind; f64 sequence; u32 CRC of all the rest; body
const version = 1;
const kinds = ['batch', 'ack', 'batches'] as const;
const prefixBytes = 4;
const crcAt = 14;
export const frameHeaderBytes = 18;

export type FrameKind = (typeof kinds)[number];

export interface Frame {
  readonly kind: FrameKind;
  /** Given by the sender of batches, rising; an ack names the batch that is now safe. */
  readonly sequence: number;
  readonly body: Buffer;
}

export type FrameProblem = 'too-large' | 'too-short' | 'version' | 'kind' | 'sequence' | 'crc';

function checksum(header: Buffer, body: Buffer): number {
  return crc32(body, crc32(header.subarray(0, crcAt)));
}

export function encodeFrame(kind: FrameKind, sequence: number, body: Buffer): Buffer {
  const total = frameHeaderBytes + body.length;
  assert(total <= limits.frameBytes, 'a frame fits the frame limit');
  const frame = Buffer.allocUnsafe(total);
  frame.writeUInt32LE(total - prefixBytes, 0);
  frame.writeUInt8(version, 4);
  frame.writeUInt8(kinds.indexOf(kind), 5);
  frame.writeDoubleLE(sequence, 6);
  frame.writeUInt32LE(checksum(frame, body), crcAt);
  body.copy(frame, frameHeaderBytes);
  return frame;
}

export function encodeAck(sequence: number): Buffer {
  return encodeFrame('ack', sequence, Buffer.alloc(0));
}

function decodeFrame(bytes: Buffer): Frame | FrameProblem {
  if (bytes.readUInt8(4) !== version) return 'version';
  const kind = kinds[bytes.readUInt8(5)];
  if (kind === undefined) return 'kind';
  const sequence = bytes.readDoubleLE(6);
  if (!Number.isSafeInteger(sequence) || sequence < 0) return 'sequence';
  const body = bytes.subarray(frameHeaderBytes);
  if (checksum(bytes, body) !== bytes.readUInt32LE(crcAt)) return 'crc';
  return { kind, sequence, body };
}

/** Cuts a byte stream into frames. Holds at most one frame; after a problem it takes no more. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #held = 0;
  /** Length of the frame being received; 0 while its prefix is incomplete. */
  #wanted = 0;
  problem: FrameProblem | undefined = undefined;

  /** The frames that this chunk completes. Look at `problem` afterwards. */
  push(chunk: Buffer): readonly Frame[] {
    const frames: Frame[] = [];
    if (this.problem !== undefined) return frames;
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    while (this.problem === undefined && this.#ready()) {
      const joined = this.#join();
      const frame = decodeFrame(joined.subarray(0, this.#wanted));
      if (typeof frame === 'string') this.#fail(frame);
      else this.#keep(frame, frames, joined.subarray(this.#wanted));
    }
    return frames;
  }

  #ready(): boolean {
    if (this.#wanted === 0) {
      if (this.#held < prefixBytes) return false;
      this.#wanted = prefixBytes + this.#join().readUInt32LE(0);
      if (this.#wanted < frameHeaderBytes) this.#fail('too-short');
      else if (this.#wanted > limits.frameBytes) this.#fail('too-large');
      if (this.problem !== undefined) return false;
    }
    return this.#held >= this.#wanted;
  }

  #keep(frame: Frame, frames: Frame[], rest: Buffer): void {
    frames.push(frame);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    this.#wanted = 0;
  }

  /** Copies only when a frame arrived in pieces, and then once. */
  #join(): Buffer {
    const [first] = this.#chunks;
    if (this.#chunks.length === 1 && first !== undefined) return first;
    const joined = Buffer.concat(this.#chunks, this.#held);
    this.#chunks = [joined];
    return joined;
  }

  #fail(problem: FrameProblem): void {
    this.problem = problem;
    this.#chunks = [];
    this.#held = 0;
  }
}
