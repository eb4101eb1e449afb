import { CharSet, highBytes } from './char-set.ts';
import type { Unit } from './node.ts';
import { foldSet, pointBytes } from './utf8.ts';

/** For which subjects: `utf8` code points may be several bytes; `broken` bytes may be of none. */
export type SubjectText = 'ascii' | 'utf8' | 'broken';

/** One way to spell a code point: a set for each of its bytes. */
export type ByteSequence = readonly CharSet[];

const continuation = CharSet.of([0x80, 0xbf]);
const fourBytes = [CharSet.of([0xf0, 0xf4]), continuation, continuation, continuation];
const beyondAscii: readonly ByteSequence[] = [
  [CharSet.of([0xc2, 0xdf]), continuation],
  [CharSet.of([0xe0, 0xef]), continuation, continuation],
  fourBytes,
];
/** The same without the Kelvin sign (e2 84 aa) and the long s (c5 bf), which fold to letters. */
const beyondLetters: readonly ByteSequence[] = [
  [CharSet.of([0xc2, 0xc4], [0xc6, 0xdf]), continuation],
  [CharSet.chars('\xc5'), CharSet.of([0x80, 0xbe])],
  [CharSet.of([0xe0, 0xe1], [0xe3, 0xef]), continuation, continuation],
  [CharSet.chars('\xe2'), CharSet.of([0x80, 0x83], [0x85, 0xbf]), continuation],
  [CharSet.chars('\xe2'), CharSet.chars('\x84'), CharSet.of([0x80, 0xa9], [0xab, 0xbf])],
  fourBytes,
];

function spelled(code: number): ByteSequence {
  return Array.from(pointBytes(code), (byte) => CharSet.chars(byte));
}

/** Patterns are mostly letters: the ways to spell those are found once. */
const knownWithin: (readonly ByteSequence[] | undefined)[] = [];
const knownBeyond: (readonly ByteSequence[] | undefined)[] = [];

/** The ways to spell what a node takes: the bytes within ASCII as one set, and first. */
export function pointSequences(code: number, text: SubjectText): readonly ByteSequence[] {
  if (code >= 0x80) return spellings(code, text);
  const known = text === 'ascii' ? knownWithin : knownBeyond;
  known[code] ??= spellings(code, text);
  return known[code];
}

function spellings(code: number, text: SubjectText): readonly ByteSequence[] {
  const folds = foldSet(code).filter((one) => text !== 'ascii' || one < 0x80);
  const within = CharSet.of(...folds.filter((one) => one < 0x80).map((one) => [one, one] as const));
  const beyond = folds.filter((one) => one >= 0x80).map(spelled);
  return within.size > 0 || beyond.length === 0 ? [[within], ...beyond] : beyond;
}

export function unitSequences(
  { ascii, beyond, others }: Unit,
  text: SubjectText,
): readonly ByteSequence[] {
  if (text === 'ascii') return [[ascii]];
  const all: ByteSequence[] = [[ascii]];
  if (beyond !== 'none') all.push(...(beyond === 'all' ? beyondAscii : beyondLetters));
  all.push(...others.map(spelled));
  // A byte that belongs to no code point stands for one of its own.
  if (beyond !== 'none' && text === 'broken') all.push([highBytes]);
  return all;
}
