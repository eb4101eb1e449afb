import type { FileCursor } from '../positions.ts';
import { contentHolds, contentOf } from './content.ts';
import type { Print } from './fingerprint.ts';
import { openFile } from './looked-up.ts';
import { oldestFirst, rotatedSiblings, siblingsOf } from './siblings.ts';
import type { Sibling } from './siblings.ts';

/** Some tools keep only a part of the time of the file that they compress. */
const precisionsNs = [1_000_000_000n, 1_000_000n, 1000n] as const;

/** Names may move between looking at them and opening; then all are looked at again. */
const MAX_ROUNDS = 20;

/** The file that a stream is in now: by identity whatever its name, else a copy of the content. */
export async function findRemains(path: string, cursor: FileCursor): Promise<Sibling | undefined> {
  for (let round = 1; ; round++) {
    const moved = new Set<Sibling>();
    const found = await findOnce(path, cursor, moved);
    if (found !== undefined || moved.size === 0 || round === MAX_ROUNDS) return found;
  }
}

/** `moved` takes files whose names stood for another one when they were to be opened. */
async function findOnce(
  path: string,
  cursor: FileCursor,
  moved: Set<Sibling>,
): Promise<Sibling | undefined> {
  const rotated = await rotatedSiblings(path);
  const same = await sameFile(rotated, cursor, moved);
  if (same !== undefined) return same;
  const whole = rotated.filter((one) => !hasPlainTwin(one, rotated));
  for (const one of oldestFirst(whole).toReversed()) {
    if (await holds(one, cursor, false, moved)) return one;
  }
  // Only now the whole folder: the file may have got a name that no rotation gives.
  return await sameFile(await siblingsOf(path), cursor, moved);
}

async function sameFile(
  siblings: readonly Sibling[],
  cursor: FileCursor,
  moved: Set<Sibling>,
): Promise<Sibling | undefined> {
  for (const one of siblings) {
    if (one.facts.id === cursor.id && (await holds(one, cursor, true, moved))) return one;
  }
  return undefined;
}

export interface NewerThan {
  /** Nanoseconds. */
  readonly changed: bigint;
  /** Identity of the file that stands at the path: what came after it is for later. */
  readonly upTo: string;
  /** Streams that have been read or are being read. */
  readonly known: readonly FileCursor[];
  /** What that file holds: a copy of it is no file of its own. */
  readonly held: Print | undefined;
  readonly isOthers: (id: string) => boolean;
}

/** Rotated files written since a time that no known stream was in, oldest first. */
export async function newerFiles(path: string, newer: NewerThan): Promise<readonly Sibling[]> {
  const siblings = await rotatedSiblings(path);
  const found: Sibling[] = [];
  for (const one of oldestFirst(siblings)) {
    if (one.facts.id === newer.upTo) break;
    if (await isNew(one, siblings, newer)) found.push(one);
  }
  return found;
}

async function isNew(
  one: Sibling,
  siblings: readonly Sibling[],
  { changed, known, held, isOthers }: NewerThan,
): Promise<boolean> {
  const { facts, compression } = one;
  const { changed: time } = facts;
  const precision = precisionsNs.find((unit) => time % unit === 0n) ?? 0n;
  const slack = compression === undefined ? 0n : precision;
  if (time + slack < changed || hasPlainTwin(one, siblings)) return false;
  if (known.some(({ id }) => id === facts.id) || isOthers(facts.id)) return false;
  for (const print of held === undefined ? known : [held, ...known]) {
    if (await holds(one, print, false)) return false;
  }
  return true;
}

/** While a file is being compressed both are there, and the compressed one is not whole. */
function hasPlainTwin({ path, compression }: Sibling, siblings: readonly Sibling[]): boolean {
  if (compression === undefined) return false;
  const plain = path.slice(0, -compression.length);
  return siblings.some((other) => other.path === plain);
}

async function holds(
  sibling: Sibling,
  cursor: Print,
  sameFile: boolean,
  moved?: Set<Sibling>,
): Promise<boolean> {
  const { path, facts, compression } = sibling;
  // An identity alone is enough for a stream of which nothing has been seen.
  if (cursor.seen === 0) return sameFile;
  if (compression === undefined && facts.size < cursor.seen) return false;
  try {
    const opened = await openFile(path);
    try {
      if (opened.facts.id === facts.id) {
        return await contentHolds(contentOf(opened.handle, compression), cursor);
      }
      moved?.add(sibling);
      return false;
    } finally {
      await opened.handle.close();
    }
  } catch (error) {
    // It vanished, or is no whole archive: another one may hold it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') moved?.add(sibling);
    return false;
  }
}
