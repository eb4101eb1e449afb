import * as fc from 'fast-check';
import { textOf, type Tree } from './slow-matcher.ts';

function one(text: string, takes: string): Tree {
  return { kind: 'one', text, takes };
}

function repeat(item: Tree, text: string, min: number, max: number, lazy = false): Tree {
  return { kind: 'repeat', item, text, min, max, greed: lazy ? 'lazy' : 'greedy' };
}

const letters = 'aAbB';
const bytes = fc.constantFrom(
  one('a', 'aA'),
  one('b', 'bB'),
  one('-', '-'),
  one('[ab]', letters),
  one('[^a]', 'bB-.1'),
  one('\\w', `${letters}1`),
  one('\\d', '1'),
  one('\\.', '.'),
  one('.', `${letters}-.1`),
);
const rounds = fc.constantFrom<readonly [text: string, min: number, max: number]>(
  ['*', 0, Infinity],
  ['+', 1, Infinity],
  ['?', 0, 1],
  ['{2}', 2, 2],
  ['{1,2}', 1, 2],
  ['{0,3}', 0, 3],
  ['{2,}', 2, Infinity],
);

/** Trees whose repeats hold no captures and take something: beyond that engines differ. */
const { pcre2: pcre2Trees } = fc.letrec<{
  pcre2: Tree;
  group: Tree;
  all: Tree;
  repeated: Tree;
  plain: Tree;
}>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 2 },
    bytes,
    tie('plain').map((item) => group(item, false)),
  ),
  repeated: fc.tuple(tie('plain'), rounds, fc.boolean()).map(([item, [text, min, max], lazy]) => {
    return repeat(item, lazy ? `${text}?` : text, min, max, lazy);
  }),
  group: fc.tuple(tie('pcre2'), fc.boolean()).map(([item, captures]) => group(item, captures)),
  all: fc
    .array(
      fc.oneof(
        { maxDepth: 3 },
        { arbitrary: bytes, weight: 4 },
        { arbitrary: tie('repeated'), weight: 3 },
        { arbitrary: tie('group'), weight: 2 },
        { arbitrary: fc.constant<Tree>({ kind: 'edge', text: '^', at: 'start' }), weight: 1 },
      ),
      { maxLength: 4 },
    )
    .map((items) => ({ kind: 'all', items }) as const),
  pcre2: fc
    .array(tie('all'), { minLength: 1, maxLength: 3 })
    .map((options) => ({ kind: 'any', options }) as const),
}));

function group(item: Tree, captures: boolean): Tree {
  return { kind: 'group', item, captures };
}

export const subjects = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', '-', '.', '1'),
  maxLength: 7,
});

const osItems = fc.constantFrom(
  one('a', 'aA'),
  one('-', '-'),
  one('.', '.'),
  one('\\d', '1'),
  one('\\D', 'aAbB-. '),
  one('\\w', 'aAbB-1'),
  one('\\W', '. '),
  one('\\s', ' '),
  one('\\S', 'aAbB-.1'),
  one('\\p', '-.'),
  one('\\.', 'aAbB-.1 '),
  one('\\|', '|'),
);

function osRepeat(item: Tree, sign: '' | '+' | '*'): Tree {
  if (sign === '' || textOf(item).length < 2) return item;
  return {
    kind: 'repeat',
    item,
    text: sign,
    min: sign === '+' ? 1 : 0,
    max: Infinity,
    greed: 'last',
  };
}

const { osregex: osregexTrees } = fc.letrec<{ osregex: Tree; all: Tree }>((tie) => ({
  all: fc
    .array(
      fc.oneof(
        { maxDepth: 3 },
        {
          arbitrary: fc.tuple(osItems, fc.constantFrom('', '+', '*')).map(([item, sign]) => {
            return osRepeat(item, sign);
          }),
          weight: 5,
        },
        { arbitrary: tie('osregex').map((item) => group(item, true)), weight: 2 },
        { arbitrary: fc.constant<Tree>({ kind: 'edge', text: '^', at: 'start' }), weight: 1 },
        { arbitrary: fc.constant<Tree>({ kind: 'edge', text: '$', at: 'end' }), weight: 1 },
      ),
      { maxLength: 5 },
    )
    .map((items) => ({ kind: 'all', items }) as const),
  osregex: fc
    .array(tie('all'), { minLength: 1, maxLength: 3 })
    .map((options) => ({ kind: 'any', options }) as const),
}));

/** Patterns of each dialect, as trees that a slow matcher takes too. */
export const trees = { pcre2: pcre2Trees, osregex: osregexTrees } as const;
