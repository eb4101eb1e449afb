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
