import { Attackers } from './attackers.ts';
import type { LineKind } from './programs.ts';
import { everyday, guesses, notable } from './programs.ts';
import { seeded } from './random.ts';
import { World } from './world.ts';

export const corpusKinds = ['mixed', 'benign', 'bruteforce'] as const;
export type CorpusKind = (typeof corpusKinds)[number];

export interface CorpusLine {
  /** The log file it would stand in. */
  readonly location: string;
  readonly text: string;
}

/** Shares of the groups of lines, in lines per thousand. */
interface Shares {
  readonly everyday: number;
  readonly notable: number;
  readonly guesses: number;
  readonly attackers: number;
}

const shares: Readonly<Record<CorpusKind, Shares>> = {
  mixed: { everyday: 780, notable: 120, guesses: 70, attackers: 30 },
  benign: { everyday: 918, notable: 72, guesses: 10, attackers: 0 },
  bruteforce: { everyday: 7, notable: 3, guesses: 90, attackers: 900 },
};

/** Endless lines of a kind of day; the same seed gives the same lines. */
export function* corpusLines(kind: CorpusKind, seed = 1): Generator<CorpusLine, never> {
  const random = seeded(seed);
  const world = new World(random);
  const attackers = new Attackers(world);
  const share = shares[kind];
  const choose = (): LineKind => {
    let place = random.number(1000);
    if (place < share.attackers) return attackers.kind;
    place -= share.attackers;
    if (place < share.guesses) return random.pick(guesses);
    place -= share.guesses;
    return random.pick(place < share.notable ? notable : everyday);
  };
  for (;;) {
    const chosen = choose();
    world.tick();
    yield { location: chosen.location, text: chosen.line(world) };
  }
}
