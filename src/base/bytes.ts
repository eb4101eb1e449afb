import { Buffer } from 'node:buffer';

// Inside the program log text is a "latin1" string: one character per byte, whatever the bytes
// were. V8 keeps such strings in one byte a character, and what came in goes out unchanged.

/** Bytes as a one-character-per-byte string. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Text of people or of the system (file names, JSON) as a one-character-per-byte string. */
export function fromUtf8(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** A one-character-per-byte string as text; bytes that are not UTF-8 become U+FFFD. */
export function toUtf8(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Only ASCII takes one byte a character in UTF-8, and counting those is faster than a loop. */
function isAscii(text: string): boolean {
  return Buffer.byteLength(text, 'utf8') === text.length;
}
