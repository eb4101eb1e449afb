import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../base/testing/measure.ts';
import type { Dialect } from './index.ts';
import { stoppedSearches } from './index.ts';
import { textOf } from './testing/slow-matcher.ts';
import { trees } from './testing/trees.ts';
import { compiled } from './testing/try-pattern.ts';

// Long subjects are searched in other ways than short ones, and with the same answers.

/** Keeps a hang from passing; how long it takes is measured elsewhere. */
const millisecondsMax = 500;

const size = 65_536;

describe('long subjects', () => {
  it.each(['pcre2', 'osregex'] as const)('%s: what is in front does not matter', (dialect) => {
    const near = fc.string({ unit: fc.constantFrom('a', 'A', 'b', '-', '.', '1'), maxLength: 7 });
    fc.assert(
      fc.property(trees[dialect], near, (tree, subject) => {
        const source = textOf(tree);
        // Whatever was at the start or not, behind a byte that no pattern here takes.
        fc.pre(source !== '' && !source.includes('^'));
        const pattern = compiled(dialect, source);
        fc.pre(!/[\^WD.S]|\\s/.test(source));
        const padding = '\x01'.repeat(600);
        const short = pattern.exec(`\x01${subject}`, true);
        const long = pattern.exec(padding + subject, true);
        const end = short !== undefined && short.end > 0 ? short.end + 599 : short?.end;
        // A match of nothing is found in front of the padding already.
        if (short !== undefined && pattern.matched(`\x01${subject}`, true) === '') return;
        expect(long).toEqual(short && { ...short, end });
        expect(pattern.test(padding + subject, true)).toBe(short !== undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[dialect: Dialect, pattern: string, subject: string]>([
    ['osregex', '\\d*/\\d*/\\d* \\d*:\\d*,SYSTEM', '/'],
    ['osregex', '\\d*/\\d*/\\d* \\d*:\\d*,\\w*', '1'],
    ['osregex', '^\\p*\\w+\\s+\\d*\\s+\\d+:\\d+', ' '],
    ['osregex', '\\.+ x \\.+ y \\.+ z', ' x '],
    ['osregex', '\\.+ x \\.+ y \\.+ z', '\xc3\xa9'],
    ['osregex', '\\.+ x \\.+ y \\.+ z', '\xe9'],
    ['osregex', '^\\S+\\s+\\S+\\s+\\d+\\s+\\w+ !', '1 '],
    ['pcre2', '(a+)+!', 'a'],
    ['pcre2', '(?:a|a)*!', 'a'],
    ['pcre2', '\\w+\\s*\\w+\\s*\\w+!', 'a'],
    ['pcre2', '^(?:\\w+ ?)*!$', 'a '],
    ['pcre2', '\\w+a\\w+b\\b!', 'ab'],
    ['pcre2', '(?=a)(?:a|a)*$', 'a'],
    ['pcre2', '(a*)*\\1!', 'a'],
    ['osmatch', '^x|root!|admin!', 'root'],
  ])('%s %s over 64 KiB of %j', (dialect, text, unit) => {
    const pattern = compiled(dialect, text);
    const subject = unit.repeat(size / unit.length);
    const ascii = !/[\x80-\xff]/.test(subject);
    let found: boolean | undefined;
    const time = cpuMs(() => {
      found = pattern.test(`${subject}?`, ascii);
    });
    expect(found).toBe(false);
    expect(time).toBeLessThan(millisecondsMax);
  });

  it('finds what a long subject ends with', () => {
    const noise = 'a1/ '.repeat(size / 4);
    const pattern = compiled('osregex', '(\\d+)/(\\w+) END (\\S+)$');
    expect(pattern.exec(`${noise}12/xy END z`, true)?.groups).toEqual(['12', 'xy', 'z']);
    expect(pattern.exec(`${noise}12/xy END z `, true)).toBeUndefined();
  });

  it.each([
    ['refused by', 'REFUSED BY', true],
    ['refused by', 'refu\xc5\xbfed by', true],
    ['a kit', '\xc3\xa9a \xe2\x84\xaait', true],
    ['refused by', 'refu\xc5\xbeed by', false],
    ['ks', '\xe2\x84\xaa\xc5\xbf', true],
  ])('looks for %j in what folds to it: %j', (text, subject, found) => {
    const pattern = compiled('osregex', text);
    expect(pattern.test('- '.repeat(400) + subject, false)).toBe(found);
    expect(pattern.test(subject, false)).toBe(found);
  });

  it('counts the searches that it stops', () => {
    const before = stoppedSearches();
    const pattern = compiled('pcre2', '(?=a)(?:a|a)*$');
    expect(pattern.test(`${'a'.repeat(64)}!`, true)).toBe(false);
    expect(stoppedSearches()).toBeGreaterThan(before);
  });
});
