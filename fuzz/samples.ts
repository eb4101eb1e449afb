import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../bench/corpus/random.ts';
import { corpusLines } from '../bench/corpus/corpus.ts';
import { latin1 } from '../src/base/index.ts';

const ruleset = join(import.meta.dirname, '..', 'ruleset');

export interface RulesetFile {
  readonly path: string;
  readonly text: string;
}

/** What the rule set ships of a kind, in the order in which it is loaded. */
export function shippedFiles(folder: 'decoders' | 'rules'): readonly RulesetFile[] {
  return readdirSync(join(ruleset, folder))
    .filter((file) => file.endsWith('.xml'))
    .sort()
    .map((path) => ({ path, text: latin1(readFileSync(join(ruleset, folder, path))) }));
}

/** Some elements of shipped files that follow each other, so that parents stand with children. */
export function elementsOf(files: readonly RulesetFile[], name: string, random: Random): string {
  const { text } = random.pick(files);
  const parts = text.split(new RegExp(`(?<=</${name}>)`));
  const from = random.number(parts.length);
  return parts.slice(from, from + 1 + random.number(4)).join('');
}

/** Log lines of many programs, the same ones always. */
export const logLines: readonly string[] = corpusLines('mixed', 7)
  .take(500)
  .map(({ text }) => text)
  .toArray();
