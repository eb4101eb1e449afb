import { expect } from 'vitest';
import type { PatternMatch, PatternOptions, PatternProblem } from '../index.ts';
import { compilePattern, type Dialect, type Pattern } from '../index.ts';

/** A row of a table: pattern, subject, end of the match (-1 for none), groups. */
export type Row = [pattern: string, subject: string, end: number, ...groups: string[]];

export function compiled(dialect: Dialect, text: string, options?: PatternOptions): Pattern {
  const result = compilePattern(dialect, text, options);
  if (!result.ok) throw new Error(`${text}: ${result.problem.reason}`);
  return result.pattern;
}

export function problemOf(dialect: Dialect, text: string): PatternProblem | undefined {
  const result = compilePattern(dialect, text);
  return result.ok ? undefined : result.problem;
}

/** Matches in every way a pattern can be asked, which must all agree. */
export function tryPattern(pattern: Pattern, subject: string): PatternMatch | undefined {
  const ascii = !/[\x80-\xff]/.test(subject);
  const found = pattern.exec(subject, ascii);
  expect(pattern.test(subject, ascii)).toBe(found !== undefined);
  expect(pattern.end(subject, ascii)).toBe(found?.end ?? -1);
  if (ascii) expect(pattern.exec(subject, false)).toEqual(found);
  if (ascii && found !== undefined && pattern.literals !== undefined) {
    const folded = subject.toLowerCase();
    expect(pattern.literals.filter((one) => folded.includes(one))).not.toEqual([]);
  }
  return found;
}

export function expectRow(dialect: Dialect, row: Row): void {
  const [text, subject, end, ...groups] = row;
  const found = tryPattern(compiled(dialect, text), subject);
  expect(found ?? { end: -1, groups: [] }).toEqual({ end, groups });
}
