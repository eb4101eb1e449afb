import { Buffer } from 'node:buffer';
import { assert, limits } from '../../base/index.ts';

// Layout of a frame, little endian: u32 bytes that follow; u8 kind; body.
const headerBytes = 5;
const prefixBytes = 4;

/** Numbers on the wire; see docs/protocol.md. */
const numbers = {
  hello: 1,
  challenge: 2,
  proof: 3,
  welcome: 4,
  refuse: 5,
  data: 6,
  ack: 7,
  control: 8,
  alive: 9,
  tally: 10,
  rekey: 11,
} as const;

export type DurableKind = keyof typeof numbers;

const kinds = new Map<number, DurableKind>(
  Object.entries(numbers).map(([kind, number]) => [number, kind as DurableKind]),
);

export interface DurableFrame {
  readonly kind: DurableKind;
  readonly body: Buffer;
}

export type DurableFrameProblem = 'too-large' | 'empty' | 'kind';

/** The longest frame of one who has not shown who he is. */
export const strangerBytesMax = 512;

export function encodeDurable(kind: DurableKind, ...parts: readonly Buffer[]): Buffer {
  const bytes = parts.reduce((sum, { length }) => sum + length, headerBytes);
  assert(bytes <= limits.frameBytes, 'a frame fits the frame limit');
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt32LE(bytes - prefixBytes, 0);
  header.writeUInt8(numbers[kind], prefixBytes);
  return Buffer.concat([header, ...parts], bytes);
}

/**
 * Cuts a stream into frames. Holds one frame at most, and nothing for what a length only claims;
 * after a problem it takes no more.
 */
export class DurableFrameReader {
  /** The longest frame that is taken now, its header included. */
  bytesMax: number;
  problem: DurableFrameProblem | undefined = undefined;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Length of the frame being received; 0 while its header is incomplete. */
  #wanted = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  add(chunk: Buffer): void {
    if (this.problem !== undefined) return;
    this.#chunks.push(chunk);
    this.#held += chunk.length;
  }

  /** The next whole frame. The limit may change between two calls. */
  next(): DurableFrame | undefined {
    if (this.problem !== undefined || !this.#isReady()) return undefined;
    const joined = this.#join();
    const kind = kinds.get(joined.readUInt8(prefixBytes));
    if (kind === undefined) return this.#fail('kind');
    const body = joined.subarray(headerBytes, this.#wanted);
    const rest = joined.subarray(this.#wanted);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    this.#wanted = 0;
    return { kind, body };
  }

  #isReady(): boolean {
    if (this.#wanted === 0) {
      if (this.#held < prefixBytes) return false;
      const length = this.#join().readUInt32LE(0);
      if (length === 0) this.#fail('empty');
      else if (prefixBytes + length > this.bytesMax) this.#fail('too-large');
      if (this.problem !== undefined) return false;
      this.#wanted = prefixBytes + length;
    }
    return this.#held >= this.#wanted;
  }

  /** Copies only when a frame arrived in pieces, and then once. */
  #join(): Buffer {
    const [first] = this.#chunks;
    if (this.#chunks.length === 1 && first !== undefined) return first;
    const joined = Buffer.concat(this.#chunks, this.#held);
    this.#chunks = [joined];
    return joined;
  }

  #fail(problem: DurableFrameProblem): undefined {
    this.problem = problem;
    this.#chunks = [];
    this.#held = 0;
    return undefined;
  }
}
