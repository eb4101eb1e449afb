/** One element of a pattern: a character, any one, a set, or any number of any. */
type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'many' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly Range[] };

type Range = readonly [from: number, to: number];

const classes: Readonly<Record<string, readonly Range[]>> = {
  digit: [[0x30, 0x39]],
  lower: [[0x61, 0x7a]],
  upper: [[0x41, 0x5a]],
  alpha: [
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  alnum: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  xdigit: [
    [0x30, 0x39],
    [0x41, 0x46],
    [0x61, 0x66],
  ],
  space: [
    [0x09, 0x0d],
    [0x20, 0x20],
  ],
};

/** Whether a path holds wildcards. */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/** Compiles the pattern of one path component; as in a shell, `*` finds no leading dot. */
export function compileGlob(pattern: string): (name: string) => boolean {
  const tokens = parse(pattern);
  const hidden = pattern.startsWith('.');
  return (name) => (hidden || !name.startsWith('.')) && matches(tokens, name);
}

function parse(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; ) {
    const char = pattern.charAt(i);
    const set = char === '[' ? parseSet(pattern, i) : undefined;
    if (set !== undefined) {
      tokens.push(set.token);
      i = set.next;
      continue;
    }
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'many') tokens.push({ kind: 'many' });
    } else if (char === '?') {
      tokens.push({ kind: 'one' });
    } else if (char === '\\' && i + 1 < pattern.length) {
      i++;
      tokens.push({ kind: 'char', char: pattern.charAt(i) });
    } else {
      tokens.push({ kind: 'char', char });
    }
    i++;
  }
  return tokens;
}

/** A `[` without its `]` is a character like any other. */
function parseSet(
  pattern: string,
  start: number,
): { readonly token: Token; readonly next: number } | undefined {
  let i = start + 1;
  const negated = pattern[i] === '!' || pattern[i] === '^';
  if (negated) i++;
  const first = i;
  const ranges: Range[] = [];
  while (i < pattern.length && (pattern[i] !== ']' || i === first)) {
    const named = /^\[:(?<name>[a-z]+):\]/.exec(pattern.slice(i, i + 16))?.groups?.['name'];
    if (named !== undefined) {
      ranges.push(...(classes[named] ?? []));
      i += named.length + 4;
      continue;
    }
    const from = pattern.charCodeAt(i);
    const isRange = pattern[i + 1] === '-' && i + 2 < pattern.length && pattern[i + 2] !== ']';
    ranges.push([from, isRange ? pattern.charCodeAt(i + 2) : from]);
    i += isRange ? 3 : 1;
  }
  if (i >= pattern.length) return undefined;
  return { token: { kind: 'set', negated, ranges }, next: i + 1 };
}

/** One mark to return to is enough, because only the last `*` has to give way. */
function matches(tokens: readonly Token[], name: string): boolean {
  let token = 0;
  let at = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < name.length) {
    const current = tokens[token];
    if (current?.kind === 'many') {
      starToken = token++;
      starAt = at;
    } else if (current !== undefined && accepts(current, name, at)) {
      token++;
      at++;
    } else if (starToken >= 0) {
      token = starToken + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (tokens[token]?.kind === 'many') token++;
  return token === tokens.length;
}

function accepts(token: Token, name: string, at: number): boolean {
  switch (token.kind) {
    case 'char':
      return name[at] === token.char;
    case 'one':
      return true;
    case 'set': {
      const code = name.charCodeAt(at);
      return token.ranges.some(([from, to]) => code >= from && code <= to) !== token.negated;
    }
    case 'many':
      return false;
    default:
      return token satisfies never;
  }
}
