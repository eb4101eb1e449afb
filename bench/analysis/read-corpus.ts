import { readFileSync } from 'node:fs';
import { latin1 } from '../../src/base/index.ts';
import type { CorpusLine } from '../corpus/corpus.ts';
import { corpusKinds, corpusLines } from '../corpus/corpus.ts';

/** Lines of a generated corpus before they begin anew. */
const generatedMax = 400_000;

/** The lines of a file, or up to `events` lines of a corpus when the name is one of its kinds. */
export function readCorpus(name: string, seed: number, events: number): readonly CorpusLine[] {
  const kind = corpusKinds.find((one) => one === name);
  if (kind === undefined) {
    const texts = latin1(readFileSync(name)).split('\n');
    const lines = texts.filter((text) => text.length > 1);
    return lines.map((text) => ({ location: '/var/log/corpus.log', text }));
  }
  return corpusLines(kind, seed).take(Math.min(events, generatedMax)).toArray();
}
