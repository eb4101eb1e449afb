import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { internalOptionTable } from './internal-option-table.ts';
import { defaultInternalOptions, parseInternalOptions } from './internal-options.ts';

function parse(...texts: readonly string[]) {
  return parseInternalOptions(texts.map((text, i) => ({ path: `${'ab'[i]}.conf`, text })));
}

function problems(text: string): readonly string[] {
  return parse(text).diagnostics.map(
    ({ at, severity, code, message }) => `${at.line}:${at.column} ${severity} ${code} ${message}`,
  );
}

describe('values', () => {
  it('are the defaults where no file says anything', () => {
    for (const options of [defaultInternalOptions, parse('').options]) {
      expect(options.get('analysisd.default_timeframe')).toBe(360);
      expect(options.get('logcollector.loop_timeout')).toBe(2);
    }
  });

  it('of a later file count', () => {
    const { options, diagnostics } = parse(
      '# a comment\n\nanalysisd.log_fw=0\r\n  logcollector.open_attempts = 9 \n',
      'logcollector.open_attempts=10',
    );
    expect(diagnostics).toEqual([]);
    expect(options.get('analysisd.log_fw')).toBe(0);
    expect(options.get('logcollector.open_attempts')).toBe(10);
  });

  it('have defaults within their own range', () => {
    for (const [fallback, min, max] of Object.values(internalOptionTable)) {
      expect(fallback).toBeGreaterThanOrEqual(min);
      expect(fallback).toBeLessThanOrEqual(max);
    }
  });
});

describe('mistakes', () => {
  it.each([
    [
      'no value',
      '\n log_fw',
      '2:2 error INTERNAL_OPTION_INVALID a line is written section.name=value',
    ],
    [
      'an unknown key',
      'analysisd.log_wf=1',
      '1:1 warning INTERNAL_OPTION_UNKNOWN the internal option analysisd.log_wf is not known; did you mean analysisd.log_fw?',
    ],
    [
      'a value out of range',
      'analysisd.log_fw=2',
      '1:1 error INTERNAL_OPTION_BAD_VALUE analysisd.log_fw does not take "2"; it takes a whole number from 0 to 1',
    ],
    [
      'no number',
      'maild.max_workers=',
      '1:1 error INTERNAL_OPTION_BAD_VALUE maild.max_workers does not take ""; it takes a whole number from 1 to 32',
    ],
    [
      'more than digits',
      'analysisd.debug=1 # more',
      '1:1 error INTERNAL_OPTION_BAD_VALUE analysisd.debug does not take "1 # more"; it takes a whole number from 0 to 2',
    ],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it('leave the value that was right', () => {
    const { options } = parse('analysisd.fts_list_size=64\nanalysisd.fts_list_size=1');
    expect(options.get('analysisd.fts_list_size')).toBe(64);
  });
});

describe('any text', () => {
  const parts = fc.constantFrom('analysisd.log_fw', '=', '1', '\n', '#', ' ', '\0', '\xff', '\r');
  it('is read without an exception', () => {
    fc.assert(
      fc.property(fc.array(parts), (pieces) => {
        const value = parse(pieces.join('')).options.get('analysisd.log_fw');
        expect([0, 1]).toContain(value);
      }),
    );
  });
});
