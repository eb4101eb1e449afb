import { Buffer } from 'node:buffer';

/** The few pieces of ASN.1 in DER that a certificate is made of. */
function piece(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag), lengthBytes(body.length), body]);
}

function lengthBytes(length: number): Buffer {
  if (length < 128) return Buffer.of(length);
  const digits = Buffer.from(length.toString(16).padStart(length < 256 ? 2 : 4, '0'), 'hex');
  return Buffer.concat([Buffer.of(0x80 | digits.length), digits]);
}

export function sequence(...content: readonly Uint8Array[]): Buffer {
  return piece(0x30, ...content);
}

export function set(...content: readonly Uint8Array[]): Buffer {
  return piece(0x31, ...content);
}

/** A whole number that is not negative, most significant byte first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes[0] ?? 0;
  return piece(0x02, first >= 0x80 ? Buffer.of(0) : Buffer.alloc(0), bytes);
}

export function boolean(value: boolean): Buffer {
  return piece(0x01, Buffer.of(value ? 0xff : 0));
}

/** `1.2.840.10045.4.3.2` and the like; the first two numbers share a byte. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return piece(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

export function utf8(text: string): Buffer {
  return piece(0x0c, Buffer.from(text, 'utf8'));
}

/** Whole seconds; the year decides between the two notations. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  const isShort = at.getUTCFullYear() < 2050;
  return piece(isShort ? 0x17 : 0x18, Buffer.from(isShort ? digits.slice(2) : digits, 'latin1'));
}

export function bits(bytes: Uint8Array): Buffer {
  return piece(0x03, Buffer.of(0), bytes);
}

export function octets(bytes: Uint8Array): Buffer {
  return piece(0x04, bytes);
}

/** A context tag around a whole piece. */
export function explicit(number: number, content: Uint8Array): Buffer {
  return piece(0xa0 | number, content);
}

/** A context tag in the place of a primitive piece's own. */
export function implicit(number: number, bytes: Uint8Array): Buffer {
  return piece(0x80 | number, bytes);
}
