import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps an input that went wrong for the tests; answers with its place. */
export function keepInput(target: string, input: string): string {
  const digest = createHash('sha256').update(input, 'latin1').digest('hex').slice(0, 12);
  const folder = join(import.meta.dirname, 'seeds', target);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, digest), input, 'latin1');
  return join('fuzz/seeds', target, digest);
}
