/** The least that a pattern language needs, matched in the most obvious way. */
export type Tree =
  | { readonly kind: 'one'; readonly text: string; readonly takes: string }
  | { readonly kind: 'edge'; readonly text: string; readonly at: 'start' | 'end' }
  | { readonly kind: 'all'; readonly items: readonly Tree[] }
  | { readonly kind: 'any'; readonly options: readonly Tree[] }
  | { readonly kind: 'group'; readonly item: Tree; readonly captures: boolean }
  | {
      readonly kind: 'repeat';
      readonly item: Tree;
      readonly text: string;
      readonly min: number;
      readonly max: number;
      /** `last`: greedy only where an alternative ends. */
      readonly greed: 'greedy' | 'lazy' | 'last';
    };

/** The pattern text of a tree. */
export function textOf(tree: Tree): string {
  switch (tree.kind) {
    case 'one':
    case 'edge':
      return tree.text;
    case 'all':
      return tree.items.map(textOf).join('');
    case 'any':
      return tree.options.map(textOf).join('|');
    case 'group':
      return `(${tree.captures ? '' : '?:'}${textOf(tree.item)})`;
    case 'repeat':
      return `${textOf(tree.item)}${tree.text}`;
    default:
      return tree satisfies never;
  }
}

/** How many captures a tree has. */
export function capturesOf(tree: Tree): number {
  switch (tree.kind) {
    case 'one':
    case 'edge':
      return 0;
    case 'all':
      return tree.items.reduce((sum, item) => sum + capturesOf(item), 0);
    case 'any':
      return tree.options.reduce((sum, item) => sum + capturesOf(item), 0);
    case 'group':
      return (tree.captures ? 1 : 0) + capturesOf(tree.item);
    case 'repeat':
      return capturesOf(tree.item);
    default:
      return tree satisfies never;
  }
}

type Captures = ReadonlyMap<number, readonly [from: number, to: number]>;
type Then = (at: number, captures: Captures) => Result | undefined;
interface Result {
  readonly end: number;
  readonly captures: Captures;
}

class Walk {
  readonly #subject: string;

  constructor(subject: string) {
    this.#subject = subject;
  }

  /** `first` is the number of the tree's first capture; `last` whether an alternative ends here. */
  at(
    tree: Tree,
    i: number,
    first: number,
    last: boolean,
    held: Captures,
    then: Then,
  ): ReturnType<Then> {
    switch (tree.kind) {
      case 'one':
        return i < this.#subject.length && tree.takes.includes(this.#subject.charAt(i))
          ? then(i + 1, held)
          : undefined;
      case 'edge':
        return i === (tree.at === 'start' ? 0 : this.#subject.length) ? then(i, held) : undefined;
      case 'all':
        return this.#all(tree.items, i, first, last, held, then);
      case 'any': {
        let number = first;
        for (const [k, option] of tree.options.entries()) {
          const ends = last || k < tree.options.length - 1;
          const found = this.at(option, i, number, ends, held, then);
          if (found !== undefined) return found;
          number += capturesOf(option);
        }
        return undefined;
      }
      case 'group': {
        if (!tree.captures) return this.at(tree.item, i, first, last, held, then);
        return this.at(tree.item, i, first + 1, last, held, (end, captures) =>
          then(end, new Map([...captures, [first, [i, end] as const]])),
        );
      }
      case 'repeat':
        return this.#repeat(tree, 0, i, first, last, held, then);
      default:
        return tree satisfies never;
    }
  }

  #all(
    items: readonly Tree[],
    i: number,
    first: number,
    last: boolean,
    held: Captures,
    then: Then,
  ): ReturnType<Then> {
    const [item, ...rest] = items;
    if (item === undefined) return then(i, held);
    return this.at(item, i, first, last && rest.length === 0, held, (at, captures) =>
      this.#all(rest, at, first + capturesOf(item), last, captures, then),
    );
  }

  #repeat(
    tree: Extract<Tree, { kind: 'repeat' }>,
    done: number,
    i: number,
    first: number,
    last: boolean,
    held: Captures,
    then: Then,
  ): ReturnType<Then> {
    const stop = (): ReturnType<Then> => (done >= tree.min ? then(i, held) : undefined);
    const again = (): ReturnType<Then> => {
      if (done >= tree.max) return undefined;
      return this.at(tree.item, i, first, last, held, (at, captures) =>
        // A round that takes nothing is the last one.
        at === i && done >= tree.min
          ? then(at, captures)
          : this.#repeat(tree, done + 1, at, first, last, captures, then),
      );
    };
    const greedy = tree.greed === 'greedy' || (tree.greed === 'last' && last);
    return greedy ? (again() ?? stop()) : (stop() ?? again());
  }
}

/** The leftmost match, its first way: what backtracking finds. */
export function slowMatch(
  tree: Tree,
  subject: string,
): { readonly end: number; readonly groups: readonly string[] } | undefined {
  const walk = new Walk(subject);
  for (let start = 0; start <= subject.length; start++) {
    const found = walk.at(tree, start, 0, true, new Map(), (end, captures) => ({ end, captures }));
    if (found === undefined) continue;
    const numbers = [...found.captures.keys()].sort((a, b) => a - b);
    const groups = numbers.map((number) =>
      subject.slice(...(found.captures.get(number) ?? [0, 0])),
    );
    return { end: found.end, groups };
  }
  return undefined;
}
