import { readdir } from 'node:fs/promises';
import { stat } from 'node:fs/promises';
import { factsOf } from './looked-up.ts';
import type { FileFacts } from './looked-up.ts';
import { baseOf, directoryOf, joinPath, osPath } from './os-path.ts';
import { isRotatedName, rotationNumber } from './rotated-names.ts';

export interface Sibling {
  readonly path: string;
  readonly facts: FileFacts;
  /** Whether rotation may have given it its name. */
  readonly rotated: boolean;
}

const MAX_ENTRIES = 20_000;

/** The other files of a path's folder, oldest first. */
export async function siblingsOf(path: string): Promise<readonly Sibling[]> {
  const directory = directoryOf(path);
  const base = baseOf(path);
  const names = await readdir(osPath(directory), { encoding: 'latin1' }).catch(() => []);
  const found: Sibling[] = [];
  for (const name of names.slice(0, MAX_ENTRIES)) {
    if (name === base) continue;
    const other = joinPath(directory, name);
    const stats = await stat(osPath(other), { bigint: true }).catch(() => undefined);
    if (stats?.isFile() !== true) continue;
    found.push({ path: other, facts: factsOf(stats), rotated: isRotatedName(name, base) });
  }
  return found.sort((a, b) => {
    const time = a.facts.changed - b.facts.changed;
    if (time !== 0n) return time < 0n ? -1 : 1;
    return rotationNumber(baseOf(b.path), base) - rotationNumber(baseOf(a.path), base);
  });
}
