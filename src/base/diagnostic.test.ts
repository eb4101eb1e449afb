import { describe, expect, it } from 'vitest';
import { formatDiagnostic, hasErrors, inPlaceOrder, type Diagnostic } from './index.ts';

const at = { file: 'etc/ossec.conf', line: 7, column: 3 };
const error: Diagnostic = { severity: 'error', code: 'A_B', at, message: 'that is wrong' };
const warning: Diagnostic = { ...error, severity: 'warning' };

describe('formatDiagnostic', () => {
  it.each([
    [error, 'etc/ossec.conf:7:3 A_B that is wrong'],
    [warning, 'etc/ossec.conf:7:3 A_B warning: that is wrong'],
  ])('%j', (diagnostic, line) => {
    expect(formatDiagnostic(diagnostic)).toBe(line);
  });
});

describe('hasErrors', () => {
  it.each([
    [[], false],
    [[warning], false],
    [[warning, error], true],
  ])('%j: %j', (diagnostics, expected) => {
    expect(hasErrors(diagnostics)).toBe(expected);
  });
});

describe('the order of diagnostics', () => {
  it('is that of the files as they were met, then from top to bottom', () => {
    const at = (file: string, line: number, column: number) =>
      ({ severity: 'error', code: 'X', message: 'x', at: { file, line, column } }) as const;
    const given = [at('b', 2, 1), at('a', 9, 9), at('b', 1, 7), at('b', 1, 2), at('a', 1, 1)];
    const places = inPlaceOrder(given).map(
      (one) => `${one.at.file}:${one.at.line}:${one.at.column}`,
    );
    expect(places).toEqual(['b:1:2', 'b:1:7', 'b:2:1', 'a:1:1', 'a:9:9']);
  });
});
