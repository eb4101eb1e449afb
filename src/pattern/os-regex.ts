import { limits } from '../base/index.ts';
import { asciiBytes, CharSet, digits, wordBytes } from './char-set.ts';
import type { Node, Parsed, Unit } from './node.ts';
import { choice, sequence } from './node.ts';
import { kelvin, longS, pointsOf } from './utf8.ts';

// OS_Regex: `\.` is any character and a bare `.` a dot; `+` and `*` quantify only when the byte two
// before them is a backslash; quantifiers are lazy but for the last one of an alternative.

const word = wordBytes.union(CharSet.chars('@-'));
const punctuation = CharSet.chars('()*+,-.:;<=>?[]!"\'#$%&|{}');
const blank = CharSet.chars(' ');

function unit(ascii: CharSet, beyond: Unit['beyond'], others: readonly number[] = []): Node {
  return { kind: 'unit', ascii, beyond, others };
}

const classes: Readonly<Record<string, Node>> = {
  d: unit(digits, 'none'),
  D: unit(asciiBytes.without(digits), 'all'),
  w: unit(word, 'none', [kelvin, longS]),
  W: unit(asciiBytes.without(word), 'no-letters'),
  s: unit(blank, 'none'),
  S: unit(asciiBytes.without(blank), 'all'),
  p: unit(punctuation, 'none'),
  '.': unit(asciiBytes, 'all'),
};
const escapable = '$(){}[]\\|<';

interface Item {
  node: Node;
  quantified: boolean;
}

class Problem extends Error {
  readonly offset: number;
  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** The literals a pattern may hold to be compared without the pattern machine. */
export const fastPathText = /^[A-Za-z0-9 !"#%&',/:;<=>@_`~-]*$/;

/** Reads an OS_Regex pattern (one character per byte). */
export function parseOsRegex(pattern: string): Parsed {
  const refused = (reason: string, offset: number): Parsed => ({
    ok: false,
    problem: { reason, offset },
  });
  if (pattern === '') return refused('the pattern is empty', 0);
  if (pattern.length > limits.patternBytes) {
    return refused(`the pattern is longer than ${limits.patternBytes} bytes`, limits.patternBytes);
  }
  try {
    const reader = new Reader(pattern);
    const node = reader.alternatives(0);
    return { ok: true, node, captureCount: reader.captureCount };
  } catch (error) {
    if (error instanceof Problem) return refused(error.message, error.offset);
    throw error;
  }
}

class Reader {
  captureCount = 0;
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  alternatives(depth: number): Node {
    if (depth > limits.captures * 4) throw new Problem('groups are nested too deep', this.#at);
    const options: Node[] = [];
    for (;;) {
      options.push(this.#sequence(depth));
      const next = this.#text[this.#at];
      if (next === '|') {
        this.#at++;
        continue;
      }
      if (next === ')' && depth === 0) throw new Problem('`)` closes no group', this.#at);
      return choice(options);
    }
  }

  #sequence(depth: number): Node {
    const items: Item[] = [];
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? '';
      if (char === '|' || char === ')') break;
      if (!this.#quantifier(char, items)) {
        items.push({ node: this.#item(char, depth), quantified: false });
      }
    }
    return sequence(items.map((item) => item.node));
  }

  /** Takes `+` or `*` when the byte two before it is a backslash. */
  #quantifier(char: string, items: Item[]): boolean {
    const last = items.at(-1);
    if ((char !== '+' && char !== '*') || this.#text[this.#at - 2] !== '\\') return false;
    if (last === undefined) throw new Problem(`\`${char}\` repeats nothing`, this.#at);
    if (last.node.kind === 'anchor' && last.node.at === 'start') {
      throw new Problem('an anchor is not repeated', this.#at);
    }
    if (last.quantified) throw new Problem(`\`${char}\` repeats a repeat`, this.#at);
    const escapedBackslash = this.#text[this.#at - 1] === '\\';
    this.#at++;
    const mode = this.#endsAlternative() && !escapedBackslash ? 'greedy' : 'lazy';
    last.node = repeat(last.node, char === '+' ? 1 : 0, mode);
    last.quantified = true;
    return true;
  }

  /** Whether only closing groups stand before the next `|` or the end. */
  #endsAlternative(): boolean {
    let i = this.#at;
    while (this.#text[i] === ')') i++;
    return i >= this.#text.length || this.#text[i] === '|';
  }

  #item(char: string, depth: number): Node {
    switch (char) {
      case '\\':
        return this.#escape();
      case '(':
        return this.#group(depth);
      case '^':
        this.#at++;
        return { kind: 'anchor', at: 'start' };
      case '$':
        this.#at++;
        return { kind: 'anchor', at: 'end' };
      default:
        return this.#literal();
    }
  }

  #escape(): Node {
    const next = this.#text[this.#at + 1];
    const known = next === undefined ? undefined : classes[next];
    const at = this.#at;
    this.#at += 2;
    if (known !== undefined) return known;
    if (next === 't') return { kind: 'point', code: 9 };
    if (next !== undefined && escapable.includes(next)) {
      return { kind: 'point', code: next.charCodeAt(0) };
    }
    throw new Problem(
      next === undefined ? 'a backslash ends the pattern' : `unknown escape \\${next}`,
      at,
    );
  }

  #group(depth: number): Node {
    const open = this.#at;
    this.#at++;
    this.captureCount++;
    const index = this.captureCount;
    const item = this.alternatives(depth + 1);
    if (this.#text[this.#at] !== ')') throw new Problem('`(` is not closed', open);
    this.#at++;
    return { kind: 'capture', index, item };
  }

  #literal(): Node {
    const byte = this.#text.charCodeAt(this.#at);
    if (byte < 0x80) {
      this.#at++;
      return { kind: 'point', code: byte };
    }
    const [point] = pointsOf(this.#text.slice(this.#at, this.#at + 4));
    if (point === undefined || point.raw) {
      this.#at++;
      return { kind: 'set', set: CharSet.of([byte, byte]) };
    }
    this.#at += point.code < 0x800 ? 2 : point.code < 0x10000 ? 3 : 4;
    return { kind: 'point', code: point.code };
  }
}

function repeat(item: Node, min: number, mode: 'greedy' | 'lazy'): Node {
  return { kind: 'repeat', item, min, max: Infinity, mode };
}
