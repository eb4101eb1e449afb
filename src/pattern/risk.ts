import { pointSequences, unitSequences } from './byte-sequences.ts';
import { anyByte, CharSet } from './char-set.ts';
import type { Node } from './node.ts';

/** Repeats up to this many rounds count as steps of their own. */
const fewRounds = 8;

/** The most steps that a search may take before a watch is worth its cost. */
const stepsMax = 20_000_000;

interface Loops {
  /** Repeats without a small bound. */
  readonly count: number;
  /** Whether one of them stands in another: then the steps have no useful bound. */
  readonly nested: boolean;
}

const none: Loops = { count: 0, nested: false };

function sum(nodes: readonly Node[]): Loops {
  const all = nodes.map(loopsOf);
  return {
    count: all.reduce((total, one) => total + one.count, 0),
    nested: all.some((one) => one.nested),
  };
}

function loopsOf(node: Node): Loops {
  switch (node.kind) {
    case 'sequence':
      return sum(node.items);
    case 'choice':
      return sum(node.options);
    case 'capture':
    case 'atomic':
    case 'look':
      return loopsOf(node.item);
    case 'repeat': {
      const inside = loopsOf(node.item);
      if (node.max <= fewRounds) return inside;
      const nested = inside.count > 0 || !isOneByte(node.item);
      return { count: inside.count + 1, nested: inside.nested || nested };
    }
    case 'back-reference':
      return { count: 1, nested: false };
    case 'set':
    case 'point':
    case 'unit':
    case 'anchor':
      return none;
    default:
      return node satisfies never;
  }
}

function isOneByte(node: Node): boolean {
  return node.kind === 'set' || node.kind === 'point' || node.kind === 'unit';
}

/** Subjects up to this length cannot hold a backtracking search of the pattern for long. */
export function harmlessLength(node: Node): number {
  const { count, nested } = loopsOf(node);
  return nested ? 0 : Math.floor(stepsMax ** (1 / (count + 1)));
}

/** Whether V8 surely takes its translation, and runs it in linear time. */
export function isPlain(node: Node): boolean {
  switch (node.kind) {
    case 'set':
    case 'point':
    case 'unit':
      return true;
    case 'sequence':
      return node.items.every(isPlain);
    case 'choice':
      return node.options.every(isPlain);
    case 'capture':
      return isPlain(node.item);
    case 'repeat':
      return (
        node.mode !== 'possessive' &&
        node.min <= 1 &&
        (node.max === 1 || node.max === Infinity) &&
        isPlain(node.item)
      );
    case 'anchor':
      return node.at !== 'line-start' && node.at !== 'line-end';
    case 'atomic':
    case 'look':
    case 'back-reference':
      return false;
    default:
      return node satisfies never;
  }
}

export function loopCount(node: Node): number {
  return loopsOf(node).count;
}

/**
 * Whether a backtracking search can take more steps than a few for each byte: a loop that may give
 * bytes back to another one, or that takes bytes from which the search may begin anew.
 */
export function isSuperlinear(node: Node): boolean {
  const { count, nested } = loopsOf(node);
  if (count === 0) return false;
  if (nested) return true;
  const seen: Follow = { loops: [], gives: false };
  const begins = firstBytes(node, noBytes, seen);
  if (count > 1 && seen.gives) return true;
  return !isAnchored(node) && seen.loops.some((loop) => overlap(loop, begins));
}

/**
 * The bytes at the start of every subject that the pattern can match; undefined when that can be
 * any, because matches may begin elsewhere or take nothing.
 */
export function startBytes(node: Node): CharSet | undefined {
  if (!isAnchored(node)) return undefined;
  const begins = firstBytes(node, anyByte, { loops: [], gives: false });
  return begins.size > startBytesMax ? undefined : begins;
}

/** A larger set turns away too few subjects to be worth the look. */
const startBytesMax = 200;

const noBytes = CharSet.of();

interface Follow {
  /** What each loop takes. */
  readonly loops: CharSet[];
  /** Whether one of them takes what may also follow it. */
  gives: boolean;
}

function overlap(one: CharSet, other: CharSet): boolean {
  return one.without(other).size < one.size;
}

function union(sets: readonly CharSet[]): CharSet {
  return sets.reduce((all, one) => all.union(one), noBytes);
}

/** The bytes that a match of the node, or of what follows where the node is empty, begins with. */
function firstBytes(node: Node, follow: CharSet, seen: Follow): CharSet {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'point':
      return union(pointSequences(node.code, 'broken').map(([first]) => first ?? noBytes));
    case 'unit':
      return union(unitSequences(node, 'broken').map(([first]) => first ?? noBytes));
    case 'sequence':
      return node.items.reduceRight((after, item) => firstBytes(item, after, seen), follow);
    case 'choice':
      return union(node.options.map((option) => firstBytes(option, follow, seen)));
    case 'repeat': {
      const item = firstBytes(node.item, follow, seen);
      if (node.max > fewRounds) {
        seen.loops.push(item);
        if (overlap(item, follow)) seen.gives = true;
      }
      return node.min === 0 ? item.union(follow) : item;
    }
    case 'capture':
    case 'atomic':
      return firstBytes(node.item, follow, seen);
    case 'look':
      firstBytes(node.item, follow, seen);
      return follow;
    case 'back-reference':
      return anyByte;
    case 'anchor':
      return follow;
    default:
      return node satisfies never;
  }
}

/** Whether a match can begin at the text's start only. */
function isAnchored(node: Node): boolean {
  switch (node.kind) {
    case 'anchor':
      return node.at === 'start';
    case 'sequence':
      return node.items[0] !== undefined && isAnchored(node.items[0]);
    case 'choice':
      return node.options.length > 0 && node.options.every(isAnchored);
    case 'capture':
    case 'atomic':
      return isAnchored(node.item);
    case 'repeat':
    case 'set':
    case 'point':
    case 'unit':
    case 'look':
    case 'back-reference':
      return false;
    default:
      return node satisfies never;
  }
}
