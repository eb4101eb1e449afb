import type { Random } from '../bench/corpus/random.ts';

/** A reader of foreign bytes under attack. Inputs hold one character per byte. */
export interface FuzzTarget {
  readonly name: string;
  /** An input that may be wrong in any way. */
  make(random: Random): string;
  /** Throws what must not happen; otherwise the input was read or refused, as it should be. */
  run(input: string): void;
}

/** Between the parts of an input that has several. */
export const partMark = '\x1e';
