import type { Node } from './node.ts';

/** Alternatives beyond this many are not worth a search for each. */
const alternativesMax = 24;

/** Texts of which every match holds at least one; undefined when nothing is required. */
export type Literals = readonly string[] | undefined;

interface Found {
  /** The exact texts this node can match, when they are few and known. */
  readonly exact: readonly string[] | undefined;
  readonly required: Literals;
}

const nothing: Found = { exact: undefined, required: undefined };
const empty: Found = { exact: [''], required: undefined };

/**
 * The lower-case ASCII texts a subject must hold (any one of them) for the pattern to match.
 * Holds for subjects of ASCII bytes only: outside ASCII other code points may fold to letters.
 * `most` bounds how many they are.
 */
export function requiredLiterals(node: Node, most = alternativesMax): Literals {
  const found = find(node, most);
  return better(found.exact, found.required);
}

/** Whether the node is made of nothing but few texts, whose letters stand for both cases. */
export function isLiteralSet(node: Node): boolean {
  return isPlainText(node) && find(node, alternativesMax).exact !== undefined;
}

function isPlainText(node: Node): boolean {
  switch (node.kind) {
    case 'set': {
      const letter = node.set.letter();
      return letter !== undefined && (node.set.size === 2 || !/[a-z]/.test(letter));
    }
    case 'point':
      return node.code < 0x80;
    case 'sequence':
      return node.items.every(isPlainText);
    case 'choice':
      return node.options.every(isPlainText);
    case 'capture':
      return isPlainText(node.item);
    case 'repeat':
    case 'anchor':
    case 'look':
    case 'atomic':
    case 'unit':
    case 'back-reference':
      return false;
    default:
      return node satisfies never;
  }
}

function find(node: Node, most: number): Found {
  switch (node.kind) {
    case 'set': {
      const letter = node.set.letter();
      return letter === undefined ? nothing : { exact: [letter], required: undefined };
    }
    case 'point':
      return node.code < 0x80
        ? { exact: [String.fromCharCode(node.code).toLowerCase()], required: undefined }
        : nothing;
    case 'sequence':
      return inSequence(node.items, most);
    case 'choice':
      return inChoice(node.options, most);
    case 'repeat': {
      const item = find(node.item, most);
      if (node.min === 0) {
        const isChoice = node.max === 1 && item.exact !== undefined;
        return isChoice ? { exact: ['', ...item.exact], required: undefined } : nothing;
      }
      if (node.min === 1 && node.max === 1) return item;
      return { exact: undefined, required: better(item.exact, item.required) };
    }
    case 'capture':
    case 'atomic':
      return find(node.item, most);
    case 'anchor':
    case 'look':
      return empty;
    case 'unit':
    case 'back-reference':
      return nothing;
    default:
      return node satisfies never;
  }
}

function inSequence(items: readonly Node[], most: number): Found {
  let run: readonly string[] = [''];
  let whole = true;
  let best: Literals;
  for (const item of items) {
    const found = find(item, most);
    const joined = found.exact === undefined ? undefined : product(run, found.exact, most);
    if (joined !== undefined) {
      run = joined;
      continue;
    }
    whole = false;
    best = better(better(best, run), better(found.exact, found.required));
    run = found.exact ?? [''];
  }
  return whole
    ? { exact: run, required: undefined }
    : { exact: undefined, required: better(best, run) };
}

function product(
  left: readonly string[],
  right: readonly string[],
  most: number,
): string[] | undefined {
  if (left.length * right.length > most) return undefined;
  const [first = ''] = right;
  if (right.length === 1) return left.map((text) => text + first);
  return left.flatMap((a) => right.map((b) => a + b));
}

function inChoice(options: readonly Node[], most: number): Found {
  const found = options.map((option) => find(option, most));
  const exact = found.flatMap((one) => one.exact ?? []);
  if (found.every((one) => one.exact !== undefined) && exact.length <= most) {
    return { exact: [...new Set(exact)], required: undefined };
  }
  const required: string[] = [];
  for (const one of found) {
    const texts = better(one.exact, one.required);
    if (texts === undefined) return nothing;
    required.push(...texts);
  }
  return required.length <= most ? { exact: undefined, required } : nothing;
}

/** Prefers the set whose shortest text is longest: it is the rarest to be found. */
function better(a: Literals, b: Literals): Literals {
  const weight = (texts: Literals): number =>
    texts === undefined ? 0 : Math.min(...texts.map((text) => text.length)) - texts.length / 64;
  const [first, second] = [weight(a), weight(b)];
  if (first <= 0 && second <= 0) return undefined;
  return first >= second ? a : b;
}
