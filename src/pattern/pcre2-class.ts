import { anyByte, CharSet, digits, whiteSpace, wordBytes } from './char-set.ts';

/** What a class or an escape came to; `length` bytes of the pattern were taken. */
export type ClassResult =
  | { readonly ok: true; readonly set: CharSet; readonly length: number }
  | { readonly ok: false; readonly reason: string };

const horizontal = CharSet.chars(' \t\xa0');
const vertical = CharSet.of([10, 13], [0x85, 0x85]);

export const classEscapes: Readonly<Record<string, CharSet>> = {
  d: digits,
  D: digits.negate(),
  w: wordBytes,
  W: wordBytes.negate(),
  s: whiteSpace,
  S: whiteSpace.negate(),
  h: horizontal,
  H: horizontal.negate(),
  v: vertical,
  V: vertical.negate(),
};

const posix: Readonly<Record<string, CharSet>> = {
  alnum: CharSet.of([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a]),
  alpha: CharSet.of([0x41, 0x5a], [0x61, 0x7a]),
  ascii: CharSet.of([0, 0x7f]),
  blank: CharSet.chars(' \t'),
  cntrl: CharSet.of([0, 31], [127, 127]),
  digit: digits,
  graph: CharSet.of([0x21, 0x7e]),
  lower: CharSet.of([0x61, 0x7a]),
  print: CharSet.of([0x20, 0x7e]),
  punct: CharSet.of([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]),
  space: whiteSpace,
  upper: CharSet.of([0x41, 0x5a]),
  word: wordBytes,
  xdigit: CharSet.of([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]),
};

const simpleEscapes: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** Reads an escape that stands for one byte; `at` is the offset of the backslash. */
export function byteEscape(
  text: string,
  at: number,
): { readonly byte: number; readonly length: number } | undefined {
  const rest = text.slice(at + 1, at + 12);
  const simple = simpleEscapes[rest[0] ?? ''];
  if (simple !== undefined) return { byte: simple, length: 2 };
  const hex = /^x([0-9A-Fa-f]{0,2})/.exec(rest);
  const braced = /^x\{0*([0-9A-Fa-f]{1,2})\}/.exec(rest) ?? undefined;
  if (braced !== undefined) {
    return { byte: Number.parseInt(braced[1] ?? '0', 16), length: 1 + braced[0].length };
  }
  if (rest.startsWith('x{')) return undefined;
  if (hex !== null) return { byte: Number.parseInt(`0${hex[1]}`, 16), length: 1 + hex[0].length };
  const octal = /^(?:o\{0*([0-3]?[0-7]{1,2})\}|(0[0-7]{0,2}))/.exec(rest);
  if (octal !== null) {
    return { byte: Number.parseInt(octal[1] ?? octal[2] ?? '0', 8), length: 1 + octal[0].length };
  }
  const control = /^c([\x20-\x7e])/.exec(rest);
  if (control !== null) {
    return { byte: (control[1] ?? '@').toUpperCase().charCodeAt(0) ^ 64, length: 3 };
  }
  return rest !== '' && !/^[0-9A-Za-z]/.test(rest)
    ? { byte: rest.charCodeAt(0), length: 2 }
    : undefined;
}

/** Reads a class; `at` is the offset of `[`. Letters get both cases before the class is negated. */
export function readClass(text: string, at: number, caseless: boolean): ClassResult {
  let i = at + 1;
  const negated = text[i] === '^';
  if (negated) i++;
  let set = CharSet.of();
  const first = i;
  for (;;) {
    if (i >= text.length) return { ok: false, reason: 'a class is not closed' };
    if (text[i] === ']' && i > first) break;
    const item = classItem(text, i, caseless);
    if (!item.ok) return item;
    i += item.length;
    const low = item.single;
    const isRange = text[i] === '-' && i + 1 < text.length && text[i + 1] !== ']';
    const high = isRange && low !== undefined ? classItem(text, i + 1, caseless) : undefined;
    if (high?.ok === false) return high;
    if (isRange && high?.single === undefined) {
      return { ok: false, reason: 'a range needs a character on both sides' };
    }
    if (low !== undefined && high?.single !== undefined) {
      if (high.single < low) return { ok: false, reason: 'a class range is out of order' };
      set = set.union(CharSet.of([low, high.single]));
      i += 1 + high.length;
    } else {
      set = set.union(item.set);
    }
  }
  if (caseless) set = set.fold();
  return { ok: true, set: negated ? anyByte.without(set) : set, length: i + 1 - at };
}

type ClassItem =
  | {
      readonly ok: true;
      readonly set: CharSet;
      readonly length: number;
      readonly single: number | undefined;
    }
  | { readonly ok: false; readonly reason: string; readonly single?: undefined };

function classItem(text: string, at: number, caseless: boolean): ClassItem {
  const single = (byte: number, length: number): ClassItem => {
    return { ok: true, set: CharSet.of([byte, byte]), length, single: byte };
  };
  const named = namedClass(text, at, caseless);
  if (named !== undefined) return named;
  if (text[at] !== '\\') return single(text.charCodeAt(at), 1);
  const letter = text[at + 1] ?? '';
  const known = classEscapes[letter];
  if (known !== undefined) {
    return { ok: true, set: known, length: 2, single: undefined };
  }
  if (letter === 'b') return single(8, 2);
  const octal = /^[1-7][0-7]{0,2}/.exec(text.slice(at + 1, at + 4));
  if (octal !== null) {
    return single(Number.parseInt(octal[0], 8) & 0xff, 1 + octal[0].length);
  }
  const byte = byteEscape(text, at);
  if (byte === undefined) return { ok: false, reason: `unknown escape \\${letter} in a class` };
  return single(byte.byte, byte.length);
}

/** `[:alpha:]` and its kind; without regard to case there is neither upper nor lower. */
function namedClass(text: string, at: number, caseless: boolean): ClassItem | undefined {
  const found = /^\[(?:([.=])[^\]]*\1|:(\^?)([a-z]+):)\]/.exec(text.slice(at, at + 16));
  if (found === null) return undefined;
  const [whole, collating, negated, name = ''] = found;
  if (collating !== undefined) {
    return { ok: false, reason: `the collating element ${whole} is not supported` };
  }
  const set = posix[caseless && /^(?:upper|lower)$/.test(name) ? 'alpha' : name];
  if (set === undefined) return { ok: false, reason: `unknown class name ${whole}` };
  const chosen = negated === '^' ? set.negate() : set;
  return { ok: true, set: chosen, length: whole.length, single: undefined };
}
