import type { SubjectText } from './byte-sequences.ts';
import type { CharSet } from './char-set.ts';
import type { Node } from './node.ts';
import type { Program, Step } from './program.ts';
import { programOf } from './program.ts';

/** A deterministic state: the steps that wait for the next byte or for the end. */
interface State {
  readonly steps: readonly number[];
  /** By class of the next byte; filled as texts ask for it. */
  readonly next: (State | undefined)[];
  readonly found: boolean;
  readonly foundAtEnd: boolean;
}

/** States that are kept for the next texts. */
const statesMax = 256;

/** A text that needs more fresh states than this many times the kept ones is given up. */
const refillsMax = 4;

/**
 * Tells whether a pattern occurs in a text in one pass over its bytes, whatever pattern and text
 * are. States are made when a text first needs them, and forgotten when they become too many.
 */
export class Automaton {
  readonly #steps: readonly Step[];
  readonly #classes: Uint8Array;
  /** A byte of each class. */
  readonly #samples: readonly number[];
  readonly #first: number;
  #states = new Map<string, State>();
  #entry: State | undefined;
  #refills = 0;

  private constructor(program: Program) {
    this.#steps = program.steps;
    this.#first = program.first;
    const { classes, samples } = byteClasses(program.steps);
    this.#classes = classes;
    this.#samples = samples;
  }

  /** Undefined for patterns that are not regular or large. */
  static of(node: Node, text: SubjectText, newline: boolean): Automaton | undefined {
    const program = programOf(node, text, newline);
    return program === undefined ? undefined : new Automaton(program);
  }

  /** Undefined when the text would need too many states. */
  occursIn(subject: string): boolean | undefined {
    this.#refills = 0;
    this.#entry ??= this.#stateOf([this.#first], true);
    let state = this.#entry;
    for (let i = 0; i < subject.length; i++) {
      if (state.found) return true;
      if (state.steps.length === 0) return false;
      const byteClass = this.#classes[subject.charCodeAt(i)] ?? 0;
      let next = state.next[byteClass];
      if (next === undefined) {
        if (this.#refills > refillsMax) return undefined;
        next = this.#advance(state, this.#samples[byteClass] ?? 0);
        state.next[byteClass] = next;
      }
      state = next;
    }
    return state.found || state.foundAtEnd;
  }

  #advance(state: State, byte: number): State {
    const targets: number[] = [];
    for (const index of state.steps) {
      const step = this.#steps[index];
      if (step?.kind === 'byte' && step.set.has(byte)) targets.push(step.next);
    }
    targets.push(this.#first);
    return this.#stateOf(targets, false);
  }

  #stateOf(targets: readonly number[], atStart: boolean): State {
    const reached = this.#closure(targets, atStart, false);
    const steps = [...reached].filter((index) => {
      const kind = this.#steps[index]?.kind;
      return kind === 'byte' || kind === 'end';
    });
    steps.sort((one, other) => one - other);
    const found = this.#holdsFound(reached);
    const key = `${found ? '!' : ''}${steps.join(',')}`;
    const known = this.#states.get(key);
    if (known !== undefined && !atStart) return known;
    if (this.#states.size >= statesMax) {
      this.#states = new Map();
      this.#entry = undefined;
      this.#refills++;
    }
    const foundAtEnd = found || this.#holdsFound(this.#closure(targets, atStart, true));
    const state = { steps, next: [], found, foundAtEnd };
    // What the start alone allows is not told by the steps, so that the entry stays out.
    if (!atStart) this.#states.set(key, state);
    return state;
  }

  #holdsFound(reached: ReadonlySet<number>): boolean {
    for (const index of reached) if (this.#steps[index]?.kind === 'found') return true;
    return false;
  }

  #closure(targets: readonly number[], atStart: boolean, atEnd: boolean): ReadonlySet<number> {
    const reached = new Set(targets);
    for (const index of reached) {
      const step = this.#steps[index];
      if (step?.kind === 'fork') for (const one of step.next) reached.add(one);
      else if (step?.kind === 'start' && atStart) reached.add(step.next);
      else if (step?.kind === 'end' && atEnd) reached.add(step.next);
    }
    return reached;
  }
}

/** Bytes that no step tells apart share a class. */
function byteClasses(steps: readonly Step[]): { classes: Uint8Array; samples: number[] } {
  const sets = new Set<CharSet>();
  for (const step of steps) if (step.kind === 'byte') sets.add(step.set);
  const classes = new Uint8Array(256);
  let samples = [0];
  for (const set of sets) {
    const split = new Map<number, number>();
    samples = [];
    for (let byte = 0; byte < 256; byte++) {
      const key = (classes[byte] ?? 0) * 2 + (set.has(byte) ? 1 : 0);
      let one = split.get(key);
      if (one === undefined) {
        one = split.size;
        split.set(key, one);
        samples.push(byte);
      }
      classes[byte] = one;
    }
  }
  return { classes, samples };
}
