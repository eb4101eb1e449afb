import type { FileCursor } from '../positions.ts';
import type { Relation } from './content.ts';
import { compareContent, contentOf } from './content.ts';
import type { Print } from './fingerprint.ts';
import { HEAD_BYTES } from './fingerprint.ts';
import { openFile } from './looked-up.ts';
import { oldestFirst, rotatedSiblings, siblingsOf } from './siblings.ts';
import type { Sibling } from './siblings.ts';

/** Some tools keep only a part of the time of the file that they compress. */
const precisionsNs = [1_000_000_000n, 1_000_000n, 1000n] as const;

/** Names may move between looking at them and opening; then all are looked at again. */
const MAX_ROUNDS = 20;

/** Whether a copy will do that lacks the end of what was seen. */
export type Wanted = 'whole' | 'any';

/** The file that a stream is in now: by identity whatever its name, else a copy of the content. */
export async function findRemains(
  path: string,
  cursor: FileCursor,
  wanted: Wanted = 'any',
): Promise<Sibling | undefined> {
  for (let round = 1; ; round++) {
    const moved = new Set<Sibling>();
    const found = await findOnce(path, cursor, wanted, moved);
    if (found !== undefined || moved.size === 0 || round === MAX_ROUNDS) return found;
  }
}

/** `moved` takes files whose names stood for another one when they were to be opened. */
async function findOnce(
  path: string,
  cursor: FileCursor,
  wanted: Wanted,
  moved: Set<Sibling>,
): Promise<Sibling | undefined> {
  const rotated = await rotatedSiblings(path);
  const same = await sameFile(rotated, cursor, moved);
  if (same !== undefined) return same;
  const whole = rotated.filter((one) => !hasPlainTwin(one, rotated));
  const copy = await copyOf(whole, cursor, wanted, moved);
  if (copy !== undefined) return copy;
  // Only now the whole folder: the file may have got a name that no rotation gives.
  return await sameFile(await siblingsOf(path), cursor, moved);
}

/**
 * Several files may begin as the stream did: one with its first line alone is soon told from none.
 * The stream's own is the first that was written since. A copy that lacks the end, because lines
 * were added between copying and emptying, is taken when there is no other.
 */
async function copyOf(
  siblings: readonly Sibling[],
  cursor: FileCursor,
  wanted: Wanted,
  moved: Set<Sibling>,
): Promise<Sibling | undefined> {
  const ordered = oldestFirst(siblings);
  const since = ordered.filter((one) => !isBefore(one, BigInt(cursor.changed)));
  const before = ordered.filter((one) => isBefore(one, BigInt(cursor.changed)));
  let shorter: Sibling | undefined;
  for (const one of [...since, ...before.toReversed()]) {
    const relation = await relate(one, cursor, moved);
    if (relation === 'same' || relation === 'longer') return one;
    if (relation === 'shorter' && wanted === 'any') shorter ??= one;
  }
  return shorter;
}

/** By identity alone where nothing has been seen of the stream. */
async function sameFile(
  siblings: readonly Sibling[],
  cursor: FileCursor,
  moved: Set<Sibling>,
): Promise<Sibling | undefined> {
  for (const one of siblings) {
    if (one.facts.id !== cursor.id) continue;
    if (cursor.seen === 0) return one;
    const relation = await relate(one, cursor, moved);
    if (relation === 'same' || relation === 'longer') return one;
  }
  return undefined;
}

export interface NewerThan {
  /** Nanoseconds. */
  readonly changed: bigint;
  /** Identity of the file that stands at the path: what came after it is for later. */
  readonly upTo: string;
  /** Streams whose files may hold more than was seen, the one that is to be begun among them. */
  readonly growing: readonly Print[];
  /** Streams that were read to their end. */
  readonly whole: readonly Print[];
  /** Whether a file is one of those by its identity, or is another path's. */
  readonly isKnown: (id: string) => boolean;
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
  { changed, growing, whole, isKnown }: NewerThan,
): Promise<boolean> {
  if (isBefore(one, changed) || hasPlainTwin(one, siblings) || isKnown(one.facts.id)) return false;
  for (const print of growing) if ((await relate(one, print)) !== undefined) return false;
  for (const print of whole) {
    const relation = await relate(one, print);
    // One line more, and it is a log that begins alike; after many, lines that came too late.
    if (relation === 'longer' && print.seen < HEAD_BYTES) continue;
    if (relation !== undefined) return false;
  }
  return true;
}

/** Whether a file was last written before a time, as exactly as its time tells. */
function isBefore({ facts, compression }: Sibling, time: bigint): boolean {
  const precision = precisionsNs.find((unit) => facts.changed % unit === 0n) ?? 0n;
  return facts.changed + (compression === undefined ? 0n : precision) < time;
}

/** While a file is being compressed both are there, and the compressed one is not whole. */
function hasPlainTwin({ path, compression }: Sibling, siblings: readonly Sibling[]): boolean {
  if (compression === undefined) return false;
  const plain = path.slice(0, -compression.length);
  return siblings.some((other) => other.path === plain);
}

/** How what a file holds is related to what a stream held; a stream without content is to none. */
async function relate(sibling: Sibling, print: Print, moved?: Set<Sibling>): Promise<Relation> {
  const { path, facts, compression } = sibling;
  if (print.seen === 0) return undefined;
  try {
    const opened = await openFile(path);
    try {
      if (opened.facts.id === facts.id) {
        return await compareContent(contentOf(opened.handle, compression), print);
      }
      moved?.add(sibling);
      return undefined;
    } finally {
      await opened.handle.close();
    }
  } catch (error) {
    // It vanished, or is no whole archive: another one may hold it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') moved?.add(sibling);
    return undefined;
  }
}
