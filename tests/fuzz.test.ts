import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seeded } from '../bench/corpus/random.ts';
import { fuzzTargets } from '../fuzz/targets.ts';
import { latin1 } from '../src/base/index.ts';

const seeds = join(import.meta.dirname, '..', 'fuzz', 'seeds');

/** Inputs that once went wrong. */
function keptOf(name: string): readonly string[] {
  const folder = join(seeds, name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => latin1(readFileSync(join(folder, file))));
}

describe.each(fuzzTargets)('$name', (target) => {
  it('takes what once went wrong', () => {
    for (const input of keptOf(target.name)) expect(() => target.run(input)).not.toThrow();
  });

  it('takes three hundred inputs of chance', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const input = target.make(seeded(seed));
      expect(() => target.run(input), `seed ${seed}`).not.toThrow();
    }
  });

  it('makes the same input of a seed, and others of others', () => {
    const inputs = Array.from({ length: 20 }, (_, seed) => target.make(seeded(seed)));
    expect(inputs).toEqual(Array.from({ length: 20 }, (_, seed) => target.make(seeded(seed))));
    expect(new Set(inputs).size).toBeGreaterThan(10);
  });
});
