import { Buffer } from 'node:buffer';

/** Kelvin sign and long s: the two code points outside ASCII that fold to ASCII letters. */
export const kelvin = 0x212a;
export const longS = 0x17f;

/** Code points whose case mapping leads to others, while those lead elsewhere: [first, last]. */
const strays: ReadonlyArray<readonly [number, number]> = [
  [0xb5, 0xb5],
  [longS, longS],
  [0x1c5, 0x1c5],
  [0x1c8, 0x1c8],
  [0x1cb, 0x1cb],
  [0x1f2, 0x1f2],
  [0x345, 0x345],
  [0x3c2, 0x3c2],
  [0x3d0, 0x3d6],
  [0x3f0, 0x3f5],
  [0x1c80, 0x1c88],
  [0x1e9b, 0x1e9e],
  [0x1f88, 0x1f8f],
  [0x1f98, 0x1f9f],
  [0x1fa8, 0x1faf],
  [0x1fbc, 0x1fbe],
  [0x1fcc, 0x1fcc],
  [0x1ffc, 0x1ffc],
  [0x2126, 0x212b],
];
/** The same letter twice, without any case mapping between the two. */
const twins: ReadonlyArray<readonly [number, number]> = [
  [0x390, 0x1fd3],
  [0x3b0, 0x1fe3],
  [0xfb05, 0xfb06],
];
const backwards = new Map<number, number[]>();
for (const [first, last] of strays) {
  for (let code = first; code <= last; code++) {
    for (const other of mapped(code)) linkBack(other, code);
  }
}
for (const [one, other] of twins) {
  linkBack(one, other);
  linkBack(other, one);
}

function linkBack(from: number, to: number): void {
  const known = backwards.get(from);
  if (known === undefined) backwards.set(from, [to]);
  else known.push(to);
}

function single(text: string): number | undefined {
  const code = text.codePointAt(0);
  return code !== undefined && String.fromCodePoint(code).length === text.length ? code : undefined;
}

/** The other case of a code point; only two beyond ASCII have one within. */
function mapped(code: number): readonly number[] {
  const text = String.fromCodePoint(code);
  const ascii = code < 0x80 || code === kelvin || code === longS;
  return [single(text.toLowerCase()), single(text.toUpperCase())].filter(
    (other) => other !== undefined && other !== code && (ascii || other > 0x7f),
  ) as number[];
}

/** All code points that simple case folding takes for the same as `code`, itself included. */
export function foldSet(code: number): readonly number[] {
  const found = new Set([code]);
  for (const known of found) {
    for (const other of mapped(known)) found.add(other);
    for (const other of backwards.get(known) ?? []) found.add(other);
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

/**
 * Length of the UTF-8 sequence at `i`; 0 when there is none. The second byte alone tells longer
 * forms of shorter code points, surrogates, and what lies beyond the last code point.
 */
function sequenceLength(bytes: string, i: number): number {
  const lead = bytes.charCodeAt(i);
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (length === 0) return 0;
  const second = bytes.charCodeAt(i + 1);
  const from = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const to = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (!(second >= from && second <= to)) return 0;
  for (let k = 2; k < length; k++) {
    const byte = bytes.charCodeAt(i + k);
    if (!(byte >= 0x80 && byte <= 0xbf)) return 0;
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
