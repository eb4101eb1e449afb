import type { FileCursor } from '../positions.ts';
import { contentHolds } from './content.ts';
import { baseOf } from './os-path.ts';
import { compressionOf } from './rotated-names.ts';
import { siblingsOf } from './siblings.ts';
import type { Sibling } from './siblings.ts';

/** The file that a stream is in now: by identity whatever its name, else a copy of the content. */
export async function findRemains(path: string, cursor: FileCursor): Promise<Sibling | undefined> {
  const siblings = (await siblingsOf(path)).toReversed();
  for (const one of siblings) {
    if (one.facts.id === cursor.id && (await holds(one, cursor, true))) return one;
  }
  for (const one of siblings) {
    if (one.rotated && !hasPlainTwin(one, siblings) && (await holds(one, cursor, false)))
      return one;
  }
  return undefined;
}

/** Rotated files written since `changed` that no known stream was in, oldest first. */
export async function newerFiles(
  path: string,
  changed: bigint,
  known: readonly FileCursor[],
): Promise<readonly Sibling[]> {
  const siblings = await siblingsOf(path);
  const found: Sibling[] = [];
  for (const one of siblings) {
    if (!one.rotated || one.facts.changed < changed || hasPlainTwin(one, siblings)) continue;
    if (known.some(({ id }) => id === one.facts.id)) continue;
    if (!(await holdsAny(one, known))) found.push(one);
  }
  return found;
}

async function holdsAny(sibling: Sibling, known: readonly FileCursor[]): Promise<boolean> {
  for (const cursor of known) if (await holds(sibling, cursor, false)) return true;
  return false;
}

/** While a file is being compressed both are there, and the compressed one is not whole. */
function hasPlainTwin(sibling: Sibling, siblings: readonly Sibling[]): boolean {
  const compression = compressionOf(sibling.path);
  if (compression === undefined) return false;
  const plain = sibling.path.slice(0, -compression.length);
  return siblings.some(({ path }) => path === plain);
}

async function holds(sibling: Sibling, cursor: FileCursor, sameFile: boolean): Promise<boolean> {
  // An identity alone is enough for a stream of which nothing has been seen.
  if (cursor.seen === 0) return sameFile && sibling.facts.birth === cursor.birth;
  const packed = compressionOf(baseOf(sibling.path)) !== undefined;
  if (!packed && sibling.facts.size < cursor.seen) return false;
  try {
    return await contentHolds(sibling.path, cursor);
  } catch {
    // It vanished, or is no whole archive: another one may hold it.
    return false;
  }
}
