export type { PatternOptions, PatternResult } from './compile.ts';
export { stoppedSearches } from './bounded-run.ts';
export { compilePattern } from './compile.ts';
export type { Literals } from './literals.ts';
export type { PatternProblem } from './node.ts';
export { compileWordMatch } from './os-match.ts';
export type { Dialect, PatternMatch } from './pattern.ts';
export { notLinear, Pattern } from './pattern.ts';
