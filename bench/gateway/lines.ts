import { corpusLines } from '../corpus/corpus.ts';

/** Log lines to send, the same ones always. */
export function benchLines(count: number): readonly string[] {
  const lines = corpusLines('mixed', 1)
    .take(Math.min(count, 20_000))
    .map(({ text }) => text)
    .toArray();
  return Array.from({ length: count }, (_, i) => lines[i % lines.length] ?? '');
}
