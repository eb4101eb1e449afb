import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson, whyNoShared } from '../../tests/support/shared.ts';
import { fromUtf8, toUtf8 } from '../base/index.ts';
import type { Dialect } from './index.ts';
import { compilePattern, compileWordMatch } from './index.ts';

interface Vector {
  readonly pattern: string;
  readonly subject?: string;
  readonly match?: boolean;
  readonly groups?: readonly string[];
  readonly end?: number;
  readonly compile_error?: boolean;
  readonly api?: string;
}

function vectors(name: string): readonly Vector[] {
  if (!hasShared) return [];
  return (sharedJson(`spec/vectors/${name}.json`) as { vectors: readonly Vector[] }).vectors;
}

function check(dialect: Dialect, vector: Vector): void {
  const result = compilePattern(dialect, fromUtf8(vector.pattern));
  expect(result.ok).toBe(vector.compile_error !== true);
  if (!result.ok) return;
  const subject = fromUtf8(vector.subject ?? '');
  const ascii = subject === vector.subject;
  const found = result.pattern.exec(subject, ascii);
  expect(found !== undefined).toBe(vector.match);
  expect(result.pattern.test(subject, ascii)).toBe(vector.match);
  expect(found?.groups.map(toUtf8) ?? []).toEqual(vector.groups);
  if (vector.end !== undefined) expect(found?.end).toBe(vector.end);
  if (vector.match === true && ascii && result.pattern.literals !== undefined) {
    const folded = subject.toLowerCase();
    expect(result.pattern.literals.some((one) => folded.includes(one))).toBe(true);
  }
}

describe.skipIf(!hasShared)(`pattern vectors (skipped when ${whyNoShared})`, () => {
  it.each(vectors('os_regex'))('OS_Regex $pattern on $subject', (vector) => {
    check('osregex', vector);
  });

  it.each(vectors('pcre2'))('PCRE2 $pattern on $subject', (vector) => {
    check('pcre2', vector);
  });

  it.each(vectors('os_match'))('OS_Match ($api) $pattern on $subject', (vector) => {
    if (vector.api === 'wordmatch') {
      const matches = compileWordMatch(vector.pattern)(vector.subject ?? '');
      expect(matches).toBe(vector.match);
    } else {
      check('osmatch', vector);
    }
  });
});
