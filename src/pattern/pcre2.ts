import { anyByte, CharSet } from './char-set.ts';
import type { Anchor, Node, Parsed, Repeat } from './node.ts';
import { choice, sequence, set } from './node.ts';
import { byteEscape, classEscapes, readClass } from './pcre2-class.ts';

interface Flags {
  readonly caseless: boolean;
  readonly dotAll: boolean;
  readonly multiLine: boolean;
  readonly extended: boolean;
}

const newline = CharSet.chars('\n');
/** What the extended form skips. Sticky, and always given its place before use. */
const filling = /(?:[ \t\n\v\f\r]+|#[^\n]*\n?)/y;
const maxDepth = 250;
const maxRepeat = 65_535;
const anchors: Readonly<Record<string, Anchor>> = {
  A: 'start',
  z: 'end',
  Z: 'last-line-end',
  b: 'word-edge',
  B: 'no-word-edge',
};

/** `\R` */
const lineBreak = choice([
  sequence([set(CharSet.chars('\r')), set(newline)]),
  set(CharSet.of([10, 13], [0x85, 0x85])),
]);

class Problem extends Error {
  readonly offset: number;
  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** Reads a PCRE2 pattern in byte mode (one character per byte). */
export function parsePcre2(pattern: string, options: { readonly caseless: boolean }): Parsed {
  if (pattern === '') {
    return { ok: false, problem: { reason: 'the pattern is empty', offset: 0 } };
  }
  const flags = { caseless: options.caseless, dotAll: false, multiLine: false, extended: false };
  try {
    const reader = new Reader(pattern);
    const node = reader.whole(flags);
    return { ok: true, node, captureCount: reader.captureCount };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ok: false, problem: { reason: error.message, offset: error.offset } };
  }
}

class Reader {
  captureCount = 0;
  #at = 0;
  readonly #text: string;
  readonly #names = new Map<string, number>();
  /** Groups that are being read. */
  readonly #open = new Set<number>();

  constructor(text: string) {
    this.#text = text;
  }

  whole(flags: Flags): Node {
    const node = this.#alternatives(flags, 0);
    if (this.#at < this.#text.length) this.#fail('`)` closes no group');
    return node;
  }

  #fail(reason: string, offset = this.#at): never {
    throw new Problem(reason, offset);
  }

  /** Takes `expression` when it stands here; sticky, so the pattern text is never copied. */
  #take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  #alternatives(outer: Flags, depth: number): Node {
    if (depth > maxDepth) this.#fail('groups are nested too deep');
    const options: Node[] = [];
    let flags = outer;
    let items: Node[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      if (this.#take(/\|/y) !== undefined) {
        options.push(sequence(items));
        items = [];
        continue;
      }
      const changed = this.#inlineFlags(flags);
      if (changed !== undefined) flags = changed;
      else this.#piece(flags, depth, items);
    }
    options.push(sequence(items));
    return choice(options);
  }

  /** `(?i)` and its kind: holds to the end of the enclosing group. */
  #inlineFlags(flags: Flags): Flags | undefined {
    const found = this.#take(/\(\?\^?([imsxnJU]*)(?:-([imsxnJU]+))?\)/y);
    return found === undefined ? undefined : this.#changed(flags, found);
  }

  #changed(flags: Flags, found: RegExpExecArray): Flags {
    const [text, on = '', off = ''] = found;
    if (/[nJU]|xx/.test(`${on}-${off}`)) this.#fail(`the option ${text} is not supported`);
    const base = text.includes('^')
      ? { caseless: false, dotAll: false, multiLine: false, extended: false }
      : flags;
    const pick = (letter: string, before: boolean): boolean =>
      off.includes(letter) ? false : on.includes(letter) || before;
    return {
      caseless: pick('i', base.caseless),
      dotAll: pick('s', base.dotAll),
      multiLine: pick('m', base.multiLine),
      extended: pick('x', base.extended),
    };
  }

  #piece(flags: Flags, depth: number, items: Node[]): void {
    if (this.#take(/\(\?#[^)]*\)/y) !== undefined) return;
    if (flags.extended && this.#take(filling) !== undefined) return;
    const quoted = this.#take(/\\Q([^]*?)(?:\\E|$)/y);
    if (quoted !== undefined) {
      for (const char of quoted[1] ?? '') items.push(this.#byte(char.charCodeAt(0), flags));
      const last = quoted[1] === '' ? undefined : items.pop();
      if (last !== undefined) items.push(this.#quantified(last, flags));
      return;
    }
    if (this.#take(/\\E/y) !== undefined) return;
    const bare = this.#text[this.#at] !== '(';
    const atom = this.#atom(flags, depth);
    const isAnchor = bare && atom.kind === 'anchor';
    items.push(isAnchor ? this.#unrepeated(atom) : this.#quantified(atom, flags));
  }

  #unrepeated(anchor: Node): Node {
    if (this.#take(/(?=[*+?]|\{\d+(?:,\d*)?\})/y) !== undefined)
      this.#fail('an anchor is not repeated');
    return anchor;
  }

  #quantified(item: Node, flags: Flags): Node {
    // What stands for nothing may stand between an item and its quantifier.
    while (this.#take(/(?:\\Q)?\\E|\(\?#[^)]*\)/y) ?? (flags.extended && this.#take(filling))) {
      // Only taken.
    }
    const found = this.#take(/(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})([+?]?)/y);
    if (found === undefined) return item;
    const [, sign, low, comma, high, suffix] = found;
    const min = sign === undefined ? Number(low) : sign === '+' ? 1 : 0;
    const open = sign === undefined ? comma !== undefined && high === '' : sign !== '?';
    const max = open ? Infinity : sign === '?' ? 1 : Number(comma === undefined ? low : high);
    if (min > maxRepeat || (max !== Infinity && max > maxRepeat)) {
      this.#fail('a repeat count is too big');
    }
    if (max < min) this.#fail('a repeat count is out of order');
    const mode = suffix === '?' ? 'lazy' : suffix === '+' ? 'possessive' : 'greedy';
    const repeat: Repeat = { kind: 'repeat', item, min, max, mode };
    return repeat;
  }

  #atom(flags: Flags, depth: number): Node {
    const char = this.#text[this.#at] ?? '';
    switch (char) {
      case '(':
        return this.#group(flags, depth);
      case '[': {
        const found = readClass(this.#text, this.#at, flags.caseless);
        if (!found.ok) this.#fail(found.reason);
        this.#at += found.length;
        return set(found.set);
      }
      case '\\':
        return this.#escape(flags);
      case '.':
        this.#at++;
        return set(flags.dotAll ? anyByte : anyByte.without(newline));
      case '^':
        this.#at++;
        return { kind: 'anchor', at: flags.multiLine ? 'line-start' : 'start' };
      case '$':
        this.#at++;
        return { kind: 'anchor', at: flags.multiLine ? 'line-end' : 'last-line-end' };
      case '*':
      case '+':
      case '?':
        return this.#fail(`\`${char}\` repeats nothing`);
      case '{':
        if (this.#take(/(?=\{\d+(?:,\d*)?\})/y) !== undefined) this.#fail('`{` repeats nothing');
        this.#at++;
        return this.#byte(0x7b, flags);
      default:
        this.#at++;
        return this.#byte(char.charCodeAt(0), flags);
    }
  }

  #byte(byte: number, flags: Flags): Node {
    const one = CharSet.of([byte, byte]);
    return set(flags.caseless ? one.fold() : one);
  }

  #escape(flags: Flags): Node {
    const letter = this.#text[this.#at + 1];
    if (letter === undefined) this.#fail('a backslash ends the pattern');
    const at = anchors[letter];
    const known = classEscapes[letter];
    if (at !== undefined || known !== undefined || letter === 'N' || letter === 'R') {
      this.#at += 2;
      if (at !== undefined) return { kind: 'anchor', at };
      if (known !== undefined) return set(known);
      if (letter === 'N') return set(anyByte.without(newline));
      return { kind: 'atomic', item: lineBreak };
    }
    const reference = this.#backReference(flags);
    if (reference !== undefined) return reference;
    const byte = byteEscape(this.#text, this.#at);
    if (byte === undefined) this.#fail(`the escape \\${letter} is not supported`);
    this.#at += byte.length;
    return this.#byte(byte.byte, flags);
  }

  #backReference(flags: Flags): Node | undefined {
    const start = this.#at;
    const number = /\\([1-9]\d*)/y;
    number.lastIndex = start;
    const digits = number.exec(this.#text)?.[1] ?? '';
    // From two digits on it is a byte in octal, unless there are so many groups.
    if (digits.length > 1 && Number(digits) > this.captureCount && /^[1-7]/.test(digits)) {
      const [octal = ''] = this.#take(/\\[0-7]{1,3}/y) ?? [];
      const byte = Number.parseInt(octal.slice(1), 8);
      if (byte > 0xff) this.#fail('a character is beyond one byte', start);
      return this.#byte(byte, flags);
    }
    const found =
      this.#take(number) ??
      this.#take(/\\g(?:\{(-?\d+)\}|(-?\d+))/y) ??
      this.#take(/\\[gk]\{(\w+)\}/y) ??
      this.#take(/\\k(?:<(\w+)>|'(\w+)')/y) ??
      this.#take(/\(\?P=(\w+)\)/y);
    if (found === undefined) return undefined;
    const name = found.slice(1).find((one) => one !== undefined) ?? '';
    const index = this.#indexOf(name);
    if (index === undefined || index < 1 || index > this.captureCount) {
      this.#fail(`no group ${name} stands before its reference`, start);
    }
    if (this.#open.has(index)) this.#fail('a group refers to itself', start);
    return { kind: 'back-reference', index, caseless: flags.caseless };
  }

  #indexOf(name: string): number | undefined {
    if (name.startsWith('-')) return this.captureCount + 1 + Number(name);
    return /^\d+$/.test(name) ? Number(name) : this.#names.get(name);
  }

  #group(flags: Flags, depth: number): Node {
    const open = this.#at;
    const reference = this.#take(/(?=\(\?P=)/y) === undefined ? undefined : 'P=';
    if (reference !== undefined) return this.#backReference(flags) ?? this.#fail('bad reference');
    const look = this.#take(/\(\?(<?)([=!])/y);
    if (look !== undefined) {
      const item = this.#closed(flags, depth, open);
      return { kind: 'look', behind: look[1] === '<', negative: look[2] === '!', item };
    }
    if (this.#take(/\(\?>/y) !== undefined) {
      return { kind: 'atomic', item: this.#closed(flags, depth, open) };
    }
    const scoped = this.#take(/\(\?\^?([imsxnJU]*)(?:-([imsxnJU]+))?:/y);
    if (scoped !== undefined) return this.#closed(this.#changed(flags, scoped), depth, open);
    const named = this.#take(/\(\?P?<([A-Za-z_]\w*)>/y) ?? this.#take(/\(\?'([A-Za-z_]\w*)'/y);
    if (named === undefined) {
      if (/^\((?:\?|\*[A-Z])/.test(this.#text.slice(open, open + 3))) {
        this.#fail(`the group ${this.#text.slice(open, open + 4)} is not supported`);
      }
      this.#at++;
    }
    this.captureCount++;
    const index = this.captureCount;
    if (named !== undefined) this.#name(named[1] ?? '', index, open);
    this.#open.add(index);
    const item = this.#closed(flags, depth, open);
    this.#open.delete(index);
    return { kind: 'capture', index, item };
  }

  #name(name: string, index: number, open: number): void {
    if (this.#names.has(name)) this.#fail(`two groups have the name ${name}`, open);
    this.#names.set(name, index);
  }

  #closed(flags: Flags, depth: number, open: number): Node {
    const item = this.#alternatives(flags, depth + 1);
    if (this.#take(/\)/y) === undefined) this.#fail('`(` is not closed', open);
    return item;
  }
}
