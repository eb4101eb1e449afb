import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './index.ts';
import { slowMatch, textOf } from './testing/slow-matcher.ts';
import { subjects, trees } from './testing/trees.ts';
import { compiled, tryPattern } from './testing/try-pattern.ts';

// Generated patterns mean what an obvious matcher makes of their trees.

describe('generated patterns', () => {
  it.each(['pcre2', 'osregex'] as const)('%s agrees with the slow matcher', (dialect) => {
    const subject = dialect === 'pcre2' ? subjects : subjects.map((text) => text.replace('A', ' '));
    fc.assert(
      fc.property(trees[dialect], subject, (tree, text) => {
        const source = textOf(tree);
        fc.pre(source !== '');
        const pattern = compiled(dialect, source);
        const found = tryPattern(pattern, text);
        const expected = slowMatch(tree, text);
        // A plain comparison with `$` finds the last place, and without captures.
        if (pattern.anchoredLiteral) expect(found !== undefined).toBe(expected !== undefined);
        else expect(found).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['pcre2', 'osregex', 'osmatch'] as const)(
    '%s takes or refuses any text, and runs what it takes',
    (dialect) => {
      const pieces = fc.constantFrom(
        ...'()[]{}|\\^$*+?.-=!<>:#QEdwsSbBRZzAxk1,ai '.split(''),
        '\xe9',
      );
      const text = fc.string({ unit: pieces, maxLength: 14 });
      fc.assert(
        fc.property(text, subjects, (source, subject) => {
          const result = compilePattern(dialect, source);
          if (result.ok) tryPattern(result.pattern, subject);
          else expect(result.problem.offset).toBeLessThanOrEqual(source.length);
        }),
        { numRuns: 3000 },
      );
    },
  );
});
