import { Buffer } from 'node:buffer';

/** Reads the fields of a body; `failed` once one points behind the end. */
export class FieldReader {
  readonly #bytes: Buffer;
  #at = 0;
  failed = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  u8(): number {
    return this.#take(1)?.readUInt8(0) ?? 0;
  }

  u32(): number {
    return this.#take(4)?.readUInt32LE(0) ?? 0;
  }

  /** A position: a whole number that counts up from 0. */
  position(): number {
    const value = this.#take(8)?.readDoubleLE(0) ?? 0;
    if (Number.isSafeInteger(value) && value >= 0) return value;
    this.failed = true;
    return 0;
  }

  /** One byte of length, then so many bytes; one character per byte. */
  text(): string {
    return this.#take(this.u8())?.toString('latin1') ?? '';
  }

  bytes(count: number): Buffer {
    return this.#take(count) ?? Buffer.alloc(0);
  }

  rest(): Buffer {
    return this.bytes(this.#bytes.length - this.#at);
  }

  /** Whether all was there and nothing is left. */
  get isWhole(): boolean {
    return !this.failed && this.#at === this.#bytes.length;
  }

  #take(count: number): Buffer | undefined {
    const end = this.#at + count;
    if (end > this.#bytes.length) this.failed = true;
    if (this.failed) return undefined;
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

export function u8(value: number): Buffer {
  return Buffer.from([value]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

export function position(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleLE(value, 0);
  return bytes;
}

/** At most 255 bytes. */
export function text(value: string): Buffer {
  return Buffer.concat([u8(value.length), Buffer.from(value, 'latin1')]);
}
