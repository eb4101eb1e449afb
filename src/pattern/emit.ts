import type { ByteSequence, SubjectText } from './byte-sequences.ts';
import { pointSequences, unitSequences } from './byte-sequences.ts';
import type { Anchor, Node, Repeat } from './node.ts';

/** Which subjects the pattern source is for. */
export interface Form {
  readonly text: SubjectText;
  /** The subject ends with a newline, where `$` may match before it. */
  readonly newline: boolean;
  /**
   * The subject is long. V8 steps back through a loop over one class without counting the steps,
   * so that its fall-back comes too late; here loops are written such that every step counts.
   */
  readonly long: boolean;
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
/** Repeats are copied out up to this many bytes in a pattern; V8 takes seconds for many more. */
const unrolledBytesMax = 8_000;

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
  #unrolledLeft = unrolledBytesMax;
  #behind = false;
  readonly #form: Form;

  constructor(form: Form) {
    this.#form = form;
  }

  node(node: Node, copies: number): string {
    switch (node.kind) {
      case 'set':
        return node.set.source();
      case 'point':
        return oneOf(pointSequences(node.code, this.#form.text));
      case 'unit':
        return oneOf(unitSequences(node, this.#form.text));
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
        const outside = this.#behind;
        this.#behind = node.behind;
        const body = this.node(node.item, copies);
        this.#behind = outside;
        return `(?${sign}${body})`;
      }
      case 'back-reference':
        this.linear = false;
        return `(?${node.caseless ? 'i' : ''}:\\${this.groups[node.index - 1] ?? 0})`;
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

  /**
   * JavaScript has no atomic groups; a look-ahead never gives back what it took. Look-behinds are
   * matched backwards, where that does not hold: they take the group as a plain one.
   */
  #atomic(body: () => string): string {
    this.linear = false;
    if (this.#behind) return `(?:${body()})`;
    this.#groupCount++;
    const group = this.#groupCount;
    return `(?=(${body()}))\\${group}(?:)`;
  }

  #repeat(repeat: Repeat, copies: number): string {
    if (repeat.mode === 'possessive') {
      return this.#atomic(() => this.#repeat({ ...repeat, mode: 'greedy' }, copies));
    }
    const { item, min, max } = repeat;
    const factor = copies * Math.max(1, min, max === Infinity ? 1 : max);
    const before = this.#groupCount;
    const body = this.node(item, factor);
    const counts = this.#form.long && max === Infinity && hasFixedLength(item);
    // The second way fails at once everywhere but at the start, where it is the first one again.
    const atom = counts ? `(?:${body}|^${body})` : needsGroup(item) ? `(?:${body})` : body;
    const lazy = repeat.mode === 'lazy' ? '?' : '';
    // PCRE2 lets a first round match nothing and keeps its captures; JavaScript drops that round.
    const keepsEmpty = min === 0 && this.#groupCount > before && canBeEmpty(item);
    if (keepsEmpty) {
      const rounds = `${atom}${quantifier(1, max)}${lazy}`;
      if (factor > copiesMax) this.linear = false;
      return lazy === '' ? `(?:${rounds}|)` : `(?:|${rounds})`;
    }
    const plain = `${atom}${quantifier(min, max)}${lazy}`;
    if (factor <= copiesMax) return plain;
    const size = body.length * Math.max(min, max === Infinity ? 1 : max);
    if (this.#groupCount > before || size > this.#unrolledLeft) {
      this.linear = false;
      return plain;
    }
    this.#unrolledLeft -= size;
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

function oneOf(sequences: readonly ByteSequence[]): string {
  const sources = sequences.map((sequence) => sequence.map((set) => set.source()).join(''));
  return sources.length === 1 ? (sources[0] ?? '') : `(?:${sources.join('|')})`;
}

/** Everything that is not one class, one group or one byte. */
function needsGroup(item: Node): boolean {
  return item.kind !== 'set' && item.kind !== 'capture';
}

/** Whether V8 could run a loop over it in its uncounted way. */
function hasFixedLength(node: Node): boolean {
  switch (node.kind) {
    case 'set':
    case 'point':
    case 'unit':
      return true;
    case 'sequence':
      return node.items.every(hasFixedLength);
    case 'choice':
    case 'repeat':
    case 'capture':
    case 'atomic':
    case 'look':
    case 'back-reference':
    case 'anchor':
      return false;
    default:
      return node satisfies never;
  }
}

/** Whether the node may match without taking anything. */
function canBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case 'set':
    case 'point':
    case 'unit':
      return false;
    case 'sequence':
      return node.items.every(canBeEmpty);
    case 'choice':
      return node.options.some(canBeEmpty);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.item);
    case 'capture':
    case 'atomic':
      return canBeEmpty(node.item);
    case 'look':
    case 'anchor':
    case 'back-reference':
      return true;
    default:
      return node satisfies never;
  }
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
