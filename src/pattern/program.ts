import type { ByteSequence, SubjectText } from './byte-sequences.ts';
import { pointSequences, unitSequences } from './byte-sequences.ts';
import type { CharSet } from './char-set.ts';
import type { Anchor, Node, Repeat } from './node.ts';

/** One step of a non-deterministic automaton; `next` are indexes of steps. */
export type Step =
  | { readonly kind: 'byte'; readonly set: CharSet; readonly next: number }
  | { readonly kind: 'fork'; readonly next: readonly number[] }
  | { readonly kind: 'start'; readonly next: number }
  | { readonly kind: 'end'; readonly next: number }
  | { readonly kind: 'found' };

export interface Program {
  readonly steps: readonly Step[];
  readonly first: number;
}

/** Counted repeats are copied out; what grows beyond this is left to other engines. */
const stepsMax = 2_000;

/** Undefined for what is not regular, and for what would be large. */
export function programOf(node: Node, text: SubjectText, newline: boolean): Program | undefined {
  const builder = new Builder(text, newline);
  const found = builder.add({ kind: 'found' });
  const first = builder.node(node, found);
  return builder.failed ? undefined : { steps: builder.steps, first };
}

/** Builds from the end: each part is told where to go on. */
class Builder {
  readonly steps: Step[] = [];
  failed = false;
  readonly #text: SubjectText;
  readonly #newline: boolean;

  constructor(text: SubjectText, newline: boolean) {
    this.#text = text;
    this.#newline = newline;
  }

  add(step: Step): number {
    if (this.steps.length >= stepsMax) this.failed = true;
    else this.steps.push(step);
    return this.steps.length - 1;
  }

  node(node: Node, next: number): number {
    if (this.failed) return next;
    switch (node.kind) {
      case 'set':
        return this.add({ kind: 'byte', set: node.set, next });
      case 'point':
        return this.#oneOf(pointSequences(node.code, this.#text), next);
      case 'unit':
        return this.#oneOf(unitSequences(node, this.#text), next);
      case 'sequence':
        return node.items.reduceRight((after, item) => this.node(item, after), next);
      case 'choice':
        return this.#fork(node.options.map((option) => this.node(option, next)));
      case 'repeat':
        return this.#repeat(node, next);
      case 'capture':
        return this.node(node.item, next);
      case 'anchor':
        return this.#anchor(node.at, next);
      case 'atomic':
      case 'look':
      case 'back-reference':
        return this.#refuse(next);
      default:
        return node satisfies never;
    }
  }

  #refuse(next: number): number {
    this.failed = true;
    return next;
  }

  #fork(next: readonly number[]): number {
    return this.add({ kind: 'fork', next });
  }

  #oneOf(sequences: readonly ByteSequence[], next: number): number {
    const firsts = sequences.map((sequence) =>
      sequence.reduceRight((after, set) => this.add({ kind: 'byte', set, next: after }), next),
    );
    return firsts.length === 1 ? (firsts[0] ?? next) : this.#fork(firsts);
  }

  #repeat({ item, min, max, mode }: Repeat, next: number): number {
    if (mode === 'possessive') return this.#refuse(next);
    let after = max === Infinity ? this.#loop(item, next) : next;
    const extra = max === Infinity ? 0 : max - min;
    for (let i = 0; i < extra && !this.failed; i++) {
      after = this.#fork([this.node(item, after), next]);
    }
    for (let i = 0; i < min && !this.failed; i++) after = this.node(item, after);
    return after;
  }

  #loop(item: Node, next: number): number {
    const targets = [next];
    const loop = this.#fork(targets);
    targets.push(this.node(item, loop));
    return loop;
  }

  #anchor(at: Anchor, next: number): number {
    switch (at) {
      case 'start':
        return this.add({ kind: 'start', next });
      case 'end':
        return this.add({ kind: 'end', next });
      case 'last-line-end':
        return this.#newline ? this.#refuse(next) : this.add({ kind: 'end', next });
      case 'line-start':
      case 'line-end':
      case 'word-edge':
      case 'no-word-edge':
        return this.#refuse(next);
      default:
        return at satisfies never;
    }
  }
}
