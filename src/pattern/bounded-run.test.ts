import { describe, expect, it } from 'vitest';
import { boundedExec, stoppedSearches } from './bounded-run.ts';

describe('a search under a watch', () => {
  it('finds what it would find without', () => {
    const before = stoppedSearches();
    expect(boundedExec(/(?=a)(\w+)/, '--abc-')?.[1]).toBe('abc');
    expect(boundedExec(/(?=a)(\w+)/, '---')).toBeNull();
    expect(stoppedSearches()).toBe(before);
  });

  it('ends what takes too long, counts it, and goes on', () => {
    const before = stoppedSearches();
    // Exponential, and with a look-ahead that V8 has no linear engine for.
    expect(boundedExec(/^(?=a)(?:a|a)*$/, `${'a'.repeat(60)}!`)).toBeNull();
    expect(stoppedSearches()).toBe(before + 1);
    expect(boundedExec(/(?=a)a/, 'a')?.[0]).toBe('a');
  });

  it('leaves nothing behind where scripts could find it', () => {
    boundedExec(/a/, 'a');
    expect(Reflect.has(globalThis, Symbol.for('tocsin.pattern'))).toBe(false);
  });

  it('hands on what is not a matter of time', () => {
    const broken = Object.assign(/a/, {
      exec: (): never => {
        throw new RangeError('broken');
      },
    });
    expect(() => boundedExec(broken, 'a')).toThrow('broken');
    expect(Reflect.has(globalThis, Symbol.for('tocsin.pattern'))).toBe(false);
  });
});
