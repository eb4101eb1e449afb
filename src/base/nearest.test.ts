import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from './index.ts';

describe('nearest', () => {
  const known = ['logall', 'logall_json', 'jsonout_output', 'email_to', 'stats'];
  it.each([
    ['logall', 'logall'],
    ['LOGALL', 'logall'],
    ['lgall', 'logall'],
    ['logalll', 'logall'],
    ['loglal', 'logall'],
    ['log_all', 'logall'],
    ['logall_jsn', 'logall_json'],
    ['emial_to', 'email_to'],
    ['json_output', 'jsonout_output'],
    ['syscheck', undefined],
    ['', undefined],
    ['x', undefined],
  ])('%j means %j', (name, expected) => {
    expect(nearest(name, known)).toBe(expected);
  });

  it('finds the same among names of every length as among those of about its own', () => {
    const names = Array.from({ length: 40 }, (_, i) => 'abcdefgh'.repeat(6).slice(0, i + 1));
    for (const name of ['abcdefgh', 'abcdfegha', 'bcdefghab', 'abcdefghabcdefghabcd']) {
      const close = names.filter((one) => Math.abs(one.length - name.length) < 8);
      expect(nearest(name, names)).toBe(nearest(name, close));
    }
  });

  it('does not take a name that only has many letters more', () => {
    expect(nearest('log', ['logall_json_output'])).toBeUndefined();
    expect(nearest('logall_json_output', ['log'])).toBeUndefined();
  });

  it('looks at the beginning of an endless name alone', () => {
    expect(nearest('x'.repeat(1_000_000), ['x'.repeat(62), 'y'])).toBe('x'.repeat(62));
  });

  it('knows nothing where nothing is known', () => {
    expect(nearest('logall', [])).toBeUndefined();
  });

  it('prefers the name that stands first among equals', () => {
    expect(nearest('cat', ['bat', 'hat'])).toBe('bat');
  });

  it('answers a known name for itself, and one of the known for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...known), (text, name) => {
        expect(nearest(name, known)).toBe(name);
        expect([undefined, ...known]).toContain(nearest(text, known));
      }),
    );
  });

  it('stays quick on a name of any length', () => {
    expect(nearest('x'.repeat(1_000_000), known)).toBeDefined();
  });
});
