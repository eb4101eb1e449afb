import type { CharSet } from './char-set.ts';

/** What all three dialects parse into. Nothing here knows JavaScript's pattern syntax. */
export type Node =
  /** One byte of a set. */
  | { readonly kind: 'set'; readonly set: CharSet }
  /** One code point with every code point that folds to it (OS_Regex, OS_Match). */
  | { readonly kind: 'point'; readonly code: number }
  | Unit
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | Repeat
  | { readonly kind: 'capture'; readonly index: number; readonly item: Node }
  | { readonly kind: 'atomic'; readonly item: Node }
  | {
      readonly kind: 'look';
      readonly behind: boolean;
      readonly negative: boolean;
      readonly item: Node;
    }
  | { readonly kind: 'back-reference'; readonly index: number; readonly caseless: boolean }
  | { readonly kind: 'anchor'; readonly at: Anchor };

/** One code point of a class: of `ascii`, of those beyond ASCII, or one of `others`. */
export interface Unit {
  readonly kind: 'unit';
  readonly ascii: CharSet;
  /** `no-letters`: all but those that fold to ASCII letters. */
  readonly beyond: 'none' | 'all' | 'no-letters';
  readonly others: readonly number[];
}

export interface Repeat {
  readonly kind: 'repeat';
  readonly item: Node;
  readonly min: number;
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

export type Anchor =
  | 'start'
  /** The very end only. */
  | 'end'
  /** The end, or before a newline that ends the subject. */
  | 'last-line-end'
  | 'line-start'
  | 'line-end'
  | 'word-edge'
  | 'no-word-edge';

/** A pattern that can't be loaded. `offset` counts bytes from the pattern's start. */
export interface PatternProblem {
  readonly reason: string;
  readonly offset: number;
}

export type Parsed =
  | { readonly ok: true; readonly node: Node; readonly captureCount: number }
  | { readonly ok: false; readonly problem: PatternProblem };

export function set(chars: CharSet): Node {
  return { kind: 'set', set: chars };
}

export function sequence(items: readonly Node[]): Node {
  const only = items[0];
  return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items };
}

export function choice(options: readonly Node[]): Node {
  const only = options[0];
  return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
}
