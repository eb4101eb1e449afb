import type { CharSet } from './char-set.ts';
import { CharSet as Bytes, escapeByte, highBytes } from './char-set.ts';
import type { Anchor, Node, Repeat } from './node.ts';
import { foldSet, pointBytes } from './utf8.ts';

/** Which subjects the pattern source is for. */
export interface Form {
  /** The subject holds bytes above 0x7f: code points are several bytes. */
  readonly wide: boolean;
  /** The subject ends with a newline, where `$` may match before it. */
  readonly newline: boolean;
}

export interface Emitted {
  readonly source: string;
  /** JavaScript's group number for each capture of the pattern, in the pattern's order. */
  readonly groups: readonly number[];
  /** Whether V8 can always run it in linear time (its fall-back engine takes it). */
  readonly linear: boolean;
}

/** V8's fall-back engine copies counted repeats out; beyond this factor it refuses. */
const copiesMax = 16;
const unrolledBytesMax = 20_000;

const continuation = '[\\x80-\\xbf]';
const beyondAscii = [
  `[\\xc2-\\xdf]${continuation}`,
  `[\\xe0-\\xef]${continuation}${continuation}`,
  `[\\xf0-\\xf4]${continuation}${continuation}${continuation}`,
  '[\\x80-\\xff]',
].join('|');

/** Translates a pattern tree into the source of a JavaScript pattern without flags. */
export function emit(node: Node, form: Form): Emitted {
  const emitter = new Emitter(form);
  const source = emitter.node(node, 1);
  return { source, groups: emitter.groups, linear: emitter.linear };
}

class Emitter {
  readonly groups: number[] = [];
  linear = true;
  #groupCount = 0;
  readonly #form: Form;

  constructor(form: Form) {
    this.#form = form;
  }

  node(node: Node, copies: number): string {
    switch (node.kind) {
      case 'set':
        return node.set.source();
      case 'point':
        return this.#point(node.code);
      case 'unit':
        return this.#unit(node.ascii, node.beyond, node.others);
      case 'sequence':
        return node.items.map((item) => this.#inSequence(item, copies)).join('');
      case 'choice':
        return node.options.map((option) => this.node(option, copies)).join('|');
      case 'repeat':
        return this.#repeat(node, copies);
      case 'capture':
        return this.#capture(node.index, () => this.node(node.item, copies));
      case 'atomic':
        return this.#atomic(() => this.node(node.item, copies));
      case 'look': {
        this.linear = false;
        const sign = `${node.behind ? '<' : ''}${node.negative ? '!' : '='}`;
        return `(?${sign}${this.node(node.item, copies)})`;
      }
      case 'back-reference':
        this.linear = false;
        return `(?:\\${this.groups[node.index - 1] ?? 0})`;
      case 'anchor':
        return this.#anchor(node.at);
      default:
        return node satisfies never;
    }
  }

  #inSequence(item: Node, copies: number): string {
    const source = this.node(item, copies);
    return item.kind === 'choice' ? `(?:${source})` : source;
  }

  #capture(index: number, body: () => string): string {
    this.#groupCount++;
    this.groups[index - 1] = this.#groupCount;
    return `(${body()})`;
  }

  /** JavaScript has no atomic groups; a look-ahead never gives back what it took. */
  #atomic(body: () => string): string {
    this.linear = false;
    this.#groupCount++;
    const group = this.#groupCount;
    return `(?=(${body()}))\\${group}(?:)`;
  }

  #point(code: number): string {
    const folds = foldSet(code).filter((one) => this.#form.wide || one < 0x80);
    const ascii = Bytes.of(...folds.filter((one) => one < 0x80).map((one) => [one, one] as const));
    const sources = folds.filter((one) => one >= 0x80).map((one) => bytesSource(pointBytes(one)));
    if (ascii.size > 0 || sources.length === 0) sources.unshift(ascii.source());
    return sources.length === 1 ? (sources[0] ?? '') : `(?:${sources.join('|')})`;
  }

  #unit(ascii: CharSet, beyond: boolean, others: readonly number[]): string {
    if (!this.#form.wide || (!beyond && others.length === 0)) return ascii.source();
    const rest = beyond ? beyondAscii : others.map((one) => bytesSource(pointBytes(one))).join('|');
    return `(?:${ascii.source()}|${rest})`;
  }

  #repeat(repeat: Repeat, copies: number): string {
    if (repeat.mode === 'possessive') {
      return this.#atomic(() => this.#repeat({ ...repeat, mode: 'greedy' }, copies));
    }
    const { item, min, max } = repeat;
    const factor = copies * Math.max(1, min, max === Infinity ? 1 : max);
    // A repeated class may run over bytes instead of code points: it takes the same text.
    const byteWise = this.#form.wide && item.kind === 'unit' && item.beyond && max === Infinity;
    const before = this.#groupCount;
    const body = byteWise ? item.ascii.union(highBytes).source() : this.node(item, factor);
    const atom = needsGroup(item, byteWise) ? `(?:${body})` : body;
    const lazy = repeat.mode === 'lazy' ? '?' : '';
    const plain = `${atom}${quantifier(min, max)}${lazy}`;
    if (factor <= copiesMax) return plain;
    const size = body.length * Math.max(min, max === Infinity ? 1 : max);
    if (this.#groupCount > before || size > unrolledBytesMax) {
      this.linear = false;
      return plain;
    }
    return unroll(atom, min, max, lazy);
  }

  #anchor(at: Anchor): string {
    switch (at) {
      case 'start':
        return '^';
      case 'end':
        return '$';
      case 'last-line-end':
        if (!this.#form.newline) return '$';
        this.linear = false;
        return '(?=\\n?$)';
      case 'line-start':
        this.linear = false;
        return '(?:^|(?<=\\n))';
      case 'line-end':
        this.linear = false;
        return '(?=\\n|$)';
      case 'word-edge':
        return '\\b';
      case 'no-word-edge':
        return '\\B';
      default:
        return at satisfies never;
    }
  }
}

function bytesSource(bytes: string): string {
  let source = '';
  for (let i = 0; i < bytes.length; i++) source += escapeByte(bytes.charCodeAt(i));
  return source;
}

/** Everything that is not one class, one group or one byte. */
function needsGroup(item: Node, byteWise: boolean): boolean {
  return !byteWise && item.kind !== 'set' && item.kind !== 'capture';
}

function quantifier(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function unroll(atom: string, min: number, max: number, lazy: string): string {
  const head = atom.repeat(min);
  if (max === Infinity) return `${head}${atom}*${lazy}`;
  const extra = max - min;
  return `${head}${`(?:${atom}`.repeat(extra)}${`)?${lazy}`.repeat(extra)}`;
}
