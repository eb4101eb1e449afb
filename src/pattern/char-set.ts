/** A set of bytes. Immutable; patterns work on one-character-per-byte texts. */
export class CharSet {
  /** Patterns are mostly letters: each byte's set is made once, with all that is asked of it. */
  static readonly #single: (CharSet | undefined)[] = [];
  readonly #bits: Uint8Array;
  #size: number | undefined;
  #source: string | undefined;
  #folded: CharSet | undefined;
  /** Null until it was looked for. */
  #letter: string | undefined | null = null;

  private constructor(bits: Uint8Array) {
    this.#bits = bits;
  }

  static #byte(byte: number): CharSet {
    let set = CharSet.#single[byte];
    if (set === undefined) {
      const bits = new Uint8Array(256);
      bits[byte] = 1;
      set = new CharSet(bits);
      CharSet.#single[byte] = set;
    }
    return set;
  }

  static of(...ranges: ReadonlyArray<readonly [number, number]>): CharSet {
    const [first] = ranges;
    if (ranges.length === 1 && first !== undefined && first[0] === first[1]) {
      return CharSet.#byte(first[0]);
    }
    const bits = new Uint8Array(256);
    for (const [from, to] of ranges) bits.fill(1, from, to + 1);
    return new CharSet(bits);
  }

  static chars(text: string): CharSet {
    if (text.length === 1) return CharSet.#byte(text.charCodeAt(0));
    const bits = new Uint8Array(256);
    for (let i = 0; i < text.length; i++) bits[text.charCodeAt(i)] = 1;
    return new CharSet(bits);
  }

  has(byte: number): boolean {
    return this.#bits[byte] === 1;
  }

  get size(): number {
    if (this.#size === undefined) {
      let count = 0;
      for (const bit of this.#bits) count += bit;
      this.#size = count;
    }
    return this.#size;
  }

  union(other: CharSet): CharSet {
    return new CharSet(this.#bits.map((bit, i) => bit | (other.has(i) ? 1 : 0)));
  }

  without(other: CharSet): CharSet {
    return new CharSet(this.#bits.map((bit, i) => bit & (other.has(i) ? 0 : 1)));
  }

  negate(): CharSet {
    return new CharSet(this.#bits.map((bit) => bit ^ 1));
  }

  /** With every ASCII letter in both its cases. */
  fold(): CharSet {
    if (this.#folded !== undefined) return this.#folded;
    const bits = this.#bits.slice();
    for (let upper = 0x41; upper <= 0x5a; upper++) {
      if (bits[upper] === 1 || bits[upper + 32] === 1) bits[upper] = bits[upper + 32] = 1;
    }
    this.#folded = new CharSet(bits);
    return this.#folded;
  }

  /** The one character this set stands for, a letter in lower case; undefined for real sets. */
  letter(): string | undefined {
    if (this.#letter === null) this.#letter = this.#findLetter();
    return this.#letter;
  }

  #findLetter(): string | undefined {
    const first = this.#bits.indexOf(1);
    const last = this.#bits.lastIndexOf(1);
    if (first < 0 || first > 0x7f) return undefined;
    const pair = isUpper(first) && last === first + 32 && this.size === 2;
    return first === last || pair ? String.fromCharCode(first).toLowerCase() : undefined;
  }

  /** As JavaScript pattern source. */
  source(): string {
    this.#source ??= this.#write();
    return this.#source;
  }

  #write(): string {
    const size = this.size;
    if (size === 256) return '[^]';
    if (size === 0) return '[]';
    const [set, open] = size > 128 ? [this.negate(), '[^'] : [this, '['];
    const first = set.#bits.indexOf(1);
    if (size === 1) return escapeByte(first);
    let body = '';
    for (let from = first; from < 256; from++) {
      if (!set.has(from)) continue;
      let to = from;
      while (to < 255 && set.has(to + 1)) to++;
      body += escapeByte(from);
      if (to > from) body += (to > from + 1 ? '-' : '') + escapeByte(to);
      from = to;
    }
    return `${open}${body}]`;
  }
}

function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

/** A byte as pattern source, valid inside and outside of classes. */
export function escapeByte(byte: number): string {
  const char = String.fromCharCode(byte);
  if (/[A-Za-z0-9_]/.test(char)) return char;
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

export const anyByte = CharSet.of([0, 255]);
export const asciiBytes = CharSet.of([0, 0x7f]);
export const highBytes = CharSet.of([0x80, 0xff]);
export const digits = CharSet.of([0x30, 0x39]);
export const wordBytes = CharSet.of([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a], [0x5f, 0x5f]);
export const whiteSpace = CharSet.of([9, 13], [32, 32]);
