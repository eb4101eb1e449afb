import { limits } from '../base/index.ts';
import { CharSet } from './char-set.ts';
import type { Node, Parsed } from './node.ts';
import { choice, sequence } from './node.ts';
import { pointsOf } from './utf8.ts';

// OS_Match: alternatives of plain text; `^`, `$` and `|` are always special and nothing escapes.

/** Reads an OS_Match pattern (one character per byte). An empty alternative matches everything. */
export function parseOsMatch(pattern: string): Parsed {
  if (pattern.length > limits.patternBytes) {
    const reason = `the pattern is longer than ${limits.patternBytes} bytes`;
    return { ok: false, problem: { reason, offset: limits.patternBytes } };
  }
  const options = pattern.split('|').map(alternative);
  return { ok: true, node: choice(options), captureCount: 0 };
}

function alternative(text: string): Node {
  const items: Node[] = [];
  for (const { code, raw } of pointsOf(text)) {
    if (code === 0x5e) items.push({ kind: 'anchor', at: 'start' });
    else if (code === 0x24) items.push({ kind: 'anchor', at: 'last-line-end' });
    else if (raw) items.push({ kind: 'set', set: CharSet.of([code, code]) });
    else items.push({ kind: 'point', code });
  }
  return sequence(items);
}

function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Compiled word match: the search in rule group lists behind `if_group`. */
export function compileWordMatch(pattern: string): (groups: string) => boolean {
  if (pattern === '') return () => false;
  const words = foldAscii(pattern).split('|');
  // Many rules have one and the same list.
  const known = new Map<string, boolean>();
  return (groups) => {
    let found = known.get(groups);
    if (found === undefined) {
      const folded = foldAscii(groups);
      found = words.some((word) =>
        word.startsWith('^') ? folded.startsWith(word.slice(1)) : folded.includes(word),
      );
      known.set(groups, found);
    }
    return found;
  };
}
