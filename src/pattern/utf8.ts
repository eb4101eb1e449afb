import { Buffer } from 'node:buffer';

/** Kelvin sign and long s: the two code points outside ASCII that fold to ASCII letters. */
export const kelvin = 0x212a;
export const longS = 0x17f;

const extraFolds = new Map<number, readonly number[]>([
  [0x6b, [kelvin]],
  [0x73, [longS]],
  [0xe5, [0x212b]],
  [0x3c9, [0x2126]],
  [0xb5, [0x3bc, 0x39c]],
  [0x3bc, [0xb5]],
  [0x3c3, [0x3c2]],
]);

function single(text: string): number | undefined {
  const code = text.codePointAt(0);
  return code !== undefined && String.fromCodePoint(code).length === text.length ? code : undefined;
}

/** All code points that simple case folding takes for the same as `code`, itself included. */
export function foldSet(code: number): readonly number[] {
  const found = new Set([code]);
  for (const known of found) {
    const text = String.fromCodePoint(known);
    for (const other of [single(text.toLowerCase()), single(text.toUpperCase())]) {
      if (other !== undefined) found.add(other);
    }
    for (const other of extraFolds.get(known) ?? []) found.add(other);
  }
  return [...found];
}

/** The bytes of a code point as a one-character-per-byte string. */
export function pointBytes(code: number): string {
  return code < 0x80
    ? String.fromCharCode(code)
    : Buffer.from(String.fromCodePoint(code), 'utf8').toString('latin1');
}

/** Code points of a byte string; bytes that are not UTF-8 stand for themselves. */
export function pointsOf(bytes: string): readonly { code: number; raw: boolean }[] {
  const points: { code: number; raw: boolean }[] = [];
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      points.push({ code: bytes.charCodeAt(i), raw: true });
      i++;
      continue;
    }
    const text = Buffer.from(bytes.slice(i, i + length), 'latin1').toString('utf8');
    points.push({ code: text.codePointAt(0) ?? 0, raw: false });
    i += length;
  }
  return points;
}

/** Length of the UTF-8 sequence at `i`; 0 when there is none. */
function sequenceLength(bytes: string, i: number): number {
  const lead = bytes.charCodeAt(i);
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead > 0xf4) return 0;
  for (let k = 1; k < length; k++) {
    const byte = bytes.charCodeAt(i + k);
    if (Number.isNaN(byte) || byte < 0x80 || byte > 0xbf) return 0;
  }
  return length;
}

let lastText = '';
let lastIsUtf8 = true;

/** Whether every byte belongs to a code point. Many patterns ask for one text: it is kept. */
export function isUtf8(bytes: string): boolean {
  if (bytes !== lastText) {
    let i = 0;
    for (let length = 1; i < bytes.length && length > 0; i += length) {
      length = bytes.charCodeAt(i) < 0x80 ? 1 : sequenceLength(bytes, i);
      if (length === 0) break;
    }
    lastText = bytes;
    lastIsUtf8 = i >= bytes.length;
  }
  return lastIsUtf8;
}
