import { describe, expect, it } from 'vitest';
import type { CorpusKind, CorpusLine } from '../../bench/corpus/corpus.ts';
import { corpusKinds, corpusLines } from '../../bench/corpus/corpus.ts';
import { everyday, guesses, notable } from '../../bench/corpus/programs.ts';
import { seeded } from '../../bench/corpus/random.ts';
import { World } from '../../bench/corpus/world.ts';
import { loadHome } from '../../src/cli/engine-home.ts';
import { join } from 'node:path';
import { hasShared, sharedFolder, whyNoShared } from '../support/shared.ts';

function take(kind: CorpusKind, count: number, seed = 1): readonly CorpusLine[] {
  return corpusLines(kind, seed).take(count).toArray();
}

describe('a corpus', () => {
  it.each(corpusKinds)('%s: the same lines for the same seed alone', (kind) => {
    expect(take(kind, 200)).toEqual(take(kind, 200));
    expect(take(kind, 200)).not.toEqual(take(kind, 200, 2));
  });

  it('is written by many programs on many hosts', () => {
    const lines = take('mixed', 20_000).filter(({ location }) => !location.includes('access'));
    const heads = lines.map(({ text }) => /^\w+ [ \d]\d [\d:]+ (\S+) ([\w/-]+)/.exec(text));
    expect(new Set(heads.map((head) => head?.[1])).size).toBeGreaterThan(200);
    expect(new Set(heads.map((head) => head?.[2])).size).toBeGreaterThan(15);
  });

  it('names many users and addresses', () => {
    const text = take('bruteforce', 20_000)
      .map((line) => line.text)
      .join('\n');
    const found = (pattern: RegExp): number => new Set(text.match(pattern)).size;
    expect(found(/invalid user \w+/g)).toBeGreaterThan(200);
    expect(found(/from [\d.]+/g)).toBeGreaterThan(500);
  });

  it.each([...everyday, ...notable, ...guesses])('$name is a line of printable text', (kind) => {
    const world = new World(seeded(3));
    expect(kind.line(world)).toMatch(/^[ -~]{40,400}$/);
    expect(kind.location).toMatch(/^\/var\/log\//);
  });

  it('moves on in time', () => {
    const stamps = take('bruteforce', 1200).map(({ text }) => text.slice(0, 15));
    expect(stamps.at(0)).toBe('Nov 24 08:00:00');
    expect(stamps.at(-1)).toBe('Nov 24 08:00:02');
  });
});

describe.skipIf(!hasShared)(`with a stock rule set (skipped when ${whyNoShared})`, () => {
  it.each([
    ['mixed', 0.21, 0.23],
    ['benign', 0.07, 0.09],
    ['bruteforce', 0.98, 1],
  ] as const)('%s alerts between %f and %f', (kind, least, most) => {
    const { engine } = loadHome({
      home: join(sharedFolder, 'compat', 'ossec'),
      isNamed: true,
      conf: undefined,
      correlation: undefined,
      semantics: { mode: 'daemon', hostname: 'bench' },
    });
    let composites = 0;
    let n = 0;
    const alerting = take(kind, 10_000).filter((line) => {
      const timeMs = 1_795_507_200_000 + n++ * 2;
      const verdict = engine?.process({ queue: '1', ...line, timeMs, origin: undefined });
      if (verdict?.alert === true && verdict.context.length > 1) composites++;
      return verdict?.alert === true;
    });
    expect(alerting.length / 10_000).toBeGreaterThan(least);
    expect(alerting.length / 10_000).toBeLessThan(most);
    expect(composites).toBeGreaterThan(kind === 'bruteforce' ? 300 : -1);
  });
});
