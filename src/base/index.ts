export { assert, unreachable } from './assert.ts';
export type { Branded } from './branded.ts';
export type { Clock } from './clock.ts';
export type { Diagnostic, Place, Severity } from './diagnostic.ts';
export { formatDiagnostic, hasErrors } from './diagnostic.ts';
export { brand } from './brand.ts';
export { fromUtf8, latin1, toUtf8 } from './bytes.ts';
export { limits } from './limits.ts';
export { nearest } from './nearest.ts';
