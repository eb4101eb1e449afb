import { describe, expect, it } from 'vitest';
import { formatDiagnostic, hasErrors, type Diagnostic } from './index.ts';

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
