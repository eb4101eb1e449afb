import { readdir, stat } from 'node:fs/promises';
import { factsOf } from './looked-up.ts';
import type { FileFacts } from './looked-up.ts';
import { baseOf, directoryOf, joinPath, osPath } from './os-path.ts';
import { compressionOf, isRotatedName, rotationNumber } from './rotated-names.ts';
import type { Compression } from './rotated-names.ts';

export interface Sibling {
  readonly path: string;
  readonly facts: FileFacts;
  readonly compression: Compression | undefined;
  /** Whether rotation may have given it its name. */
  readonly rotated: boolean;
  /** The rotation's number, if its name has one: the higher, the older. */
  readonly number: number | undefined;
}

const MAX_ROUNDS = 5;
const MAX_ENTRIES = 20_000;

/** The other files of a path's folder. */
export async function siblingsOf(path: string): Promise<readonly Sibling[]> {
  return await lookUp(path, (name, base) => name !== base);
}

/**
 * Files that rotation may have made of the one at the path. Names are judged before any file is
 * looked at: a folder can hold thousands of logs, and each of them asks.
 */
export async function rotatedSiblings(path: string): Promise<readonly Sibling[]> {
  return await lookUp(path, (name, base) => name !== base && isRotatedName(name, base));
}

/** Names that move while they are looked at could hide a file: then all are looked at again. */
async function lookUp(
  path: string,
  wanted: (name: string, base: string) => boolean,
): Promise<readonly Sibling[]> {
  const directory = directoryOf(path);
  for (let round = 1; ; round++) {
    const before = await changeOf(directory);
    const { found, moved } = await lookOnce(path, wanted);
    const still = !moved && before === (await changeOf(directory));
    if (still || round === MAX_ROUNDS) return found;
  }
}

async function changeOf(directory: string): Promise<bigint | undefined> {
  return await stat(osPath(directory), { bigint: true }).then(
    ({ mtimeNs }) => mtimeNs,
    () => undefined,
  );
}

async function lookOnce(path: string, wanted: (name: string, base: string) => boolean) {
  const directory = directoryOf(path);
  const base = baseOf(path);
  const names = await readdir(osPath(directory), { encoding: 'latin1' }).catch(() => []);
  const found: Sibling[] = [];
  let moved = false;
  for (const name of names.filter((one) => wanted(one, base)).slice(0, MAX_ENTRIES)) {
    const other = joinPath(directory, name);
    const stats = await stat(osPath(other), { bigint: true }).catch(() => undefined);
    moved ||= stats === undefined;
    if (stats?.isFile() !== true) continue;
    found.push({
      path: other,
      facts: factsOf(stats),
      compression: compressionOf(name),
      rotated: isRotatedName(name, base),
      number: rotationNumber(name, base),
    });
  }
  return { found, moved };
}

/** Oldest first: by the numbers of their names where all have one, else by their times. */
export function oldestFirst(siblings: readonly Sibling[]): readonly Sibling[] {
  if (siblings.every(({ number }) => number !== undefined)) {
    return siblings.toSorted((a, b) => (b.number ?? 0) - (a.number ?? 0));
  }
  return siblings.toSorted((a, b) => Number(a.facts.changed - b.facts.changed));
}
