/** A place in a file that people write. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/** A problem in what people wrote: data, never an exception, so that all are told at once. */
export interface Diagnostic {
  readonly severity: Severity;
  /** Stable and documented, upper case with underscores. */
  readonly code: string;
  readonly at: Place;
  readonly message: string;
}

/** `file:line:column code message`. */
export function formatDiagnostic({ severity, code, at, message }: Diagnostic): string {
  const note = severity === 'warning' ? 'warning: ' : '';
  return `${at.file}:${at.line}:${at.column} ${code} ${note}${message}`;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}

/** Files in the order of their first problem, the problems of a file from top to bottom. */
export function inPlaceOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = [...new Set(diagnostics.map((one) => one.at.file))];
  const rank = new Map(files.map((file, i) => [file, i]));
  return diagnostics.toSorted(
    ({ at: a }, { at: b }) =>
      (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
}
