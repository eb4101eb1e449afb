import type { Random } from '../bench/corpus/random.ts';

/** A change of a text that holds one character per byte. */
type Change = (text: string, random: Random, words: readonly string[]) => string;

const oddBytes = '\0\t\n\r\x1b "\'<>&;:|()[]{}\\$^*+?.,=-/!%#@_0a\x7f\x80\xa9\xc3\xe2\xf0\xff';

const changes: readonly Change[] = [
  (text, random) => cut(text, random, 1 + random.number(8), ''),
  (text, random) => cut(text, random, 0, oddBytes.charAt(random.number(oddBytes.length))),
  (text, random) => cut(text, random, 1, String.fromCharCode(random.number(256))),
  (text, random, words) => cut(text, random, random.number(4), random.pick(words)),
  (text, random) => cut(text, random, 0, piece(text, random)),
  (text, random) => cut(text, random, random.number(text.length + 1), piece(text, random)),
  (text, random) => text.slice(0, random.number(text.length + 1)),
  (text, random) => cut(text, random, 0, piece(text, random).repeat(1 + random.number(60))),
];

function cut(text: string, random: Random, removed: number, inserted: string): string {
  const at = random.number(text.length + 1);
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

function piece(text: string, random: Random): string {
  const from = random.number(text.length + 1);
  return text.slice(from, from + random.number(40));
}

/** Longer texts teach nothing that shorter ones don't, and take the time of many. */
const longest = 20_000;

/** Some random changes of a text; `words` are pieces that the reader of it gives a meaning. */
export function mutated(text: string, random: Random, words: readonly string[]): string {
  let result = text;
  for (let count = random.number(6); count > 0; count--) {
    result = random.pick(changes)(result, random, words).slice(0, longest);
  }
  return result;
}
