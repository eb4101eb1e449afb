import { Buffer } from 'node:buffer';
import { createHash, hash } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import type { FileCheck } from '../config/index.ts';

/** Stands in sums where a hash is not wanted or cannot be had. */
export const noHash = 'xxx';

const bufferBytes = 1024 * 1024;
const hashNames = ['md5', 'sha1', 'sha256'] as const;

/** What a look at a path shows. */
export type Look =
  | { readonly kind: 'gone' }
  /** Whether anything is there cannot be told. */
  | { readonly kind: 'unread' }
  | { readonly kind: 'folder'; readonly device: bigint }
  /** Devices, sockets and the like: nothing is said of them. */
  | { readonly kind: 'other' }
  | { readonly kind: 'file'; readonly stats: BigIntStats; readonly isLink: boolean };

export function bytesOf(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}

/** Looks without following a link. */
export function look(path: string): Look {
  let stats: BigIntStats | undefined;
  try {
    stats = lstatSync(bytesOf(path), { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    // A file took the place of a folder on the way.
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
    return { kind: isGone ? 'gone' : 'unread' };
  }
  if (stats === undefined) return { kind: 'gone' };
  if (stats.isDirectory()) return { kind: 'folder', device: stats.dev };
  const isLink = stats.isSymbolicLink();
  return isLink || stats.isFile() ? { kind: 'file', stats, isLink } : { kind: 'other' };
}

/** Changes when anything about the file changes; equal stamps spare reading it again. */
function stampOf({ dev, ino, size, mtimeNs, ctimeNs, mode }: BigIntStats): string {
  return `${dev}.${ino}.${size}.${mtimeNs}.${ctimeNs}.${mode}`;
}

/** As above for what was looked at; of a link also where it leads. */
export function stampOfLook(
  path: string,
  { stats, isLink }: Extract<Look, { kind: 'file' }>,
): string {
  if (!isLink) return stampOf(stats);
  try {
    return `${stampOf(stats)} ${stampOf(statSync(bytesOf(path), { bigint: true }))}`;
  } catch {
    return stampOf(stats);
  }
}

/**
 * Reads files into one buffer and makes their sums: `size:mode:uid:gid:md5:sha1:sha256`. Of a large
 * file each piece is a step, so that other work gets its turn; several may be read at a time.
 */
export class Measure {
  readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);
  /** Bytes read so far. */
  bytesRead = 0;

  /** Of a link the attributes are its own, the hashes those of the file that it leads to. */
  *sum(
    path: string,
    { stats, isLink }: Extract<Look, { kind: 'file' }>,
    checks: readonly FileCheck[],
  ): Generator<void, string> {
    const has = (check: FileCheck): boolean => checks.includes(check);
    const wanted = hashNames.filter(has);
    const isHashed = wanted.length > 0 && (!isLink || leadsToFile(path));
    const hashes = isHashed ? yield* this.#hashes(path, isLink, wanted) : undefined;
    const number = (check: FileCheck, value: bigint): string => (has(check) ? `${value}` : '0');
    return [
      number('size', stats.size),
      number('perm', stats.mode),
      number('owner', stats.uid),
      number('group', stats.gid),
      ...hashNames.map((name) => (has(name) ? (hashes?.get(name) ?? noHash) : noHash)),
    ].join(':');
  }

  /** Undefined where the file cannot be read. */
  *#hashes(
    path: string,
    isLink: boolean,
    names: readonly string[],
  ): Generator<void, ReadonlyMap<string, string> | undefined> {
    // A pipe that takes the place of the file in this moment must not hold the scan.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | (isLink ? 0 : constants.O_NOFOLLOW);
    let file: number;
    try {
      file = openSync(bytesOf(path), flags);
    } catch {
      return undefined;
    }
    try {
      return fstatSync(file).isFile() ? yield* this.#read(file, names) : undefined;
    } catch {
      return undefined;
    } finally {
      closeSync(file);
    }
  }

  *#read(file: number, names: readonly string[]): Generator<void, ReadonlyMap<string, string>> {
    let bytes = this.#fill(file);
    // One call for each hash is much faster for small files than an object for each.
    if (bytes.length < bufferBytes) {
      return new Map(names.map((name) => [name, hash(name, bytes, 'hex')]));
    }
    const hashes = names.map((name) => createHash(name));
    for (; bytes.length > 0; bytes = this.#fill(file)) {
      for (const one of hashes) one.update(bytes);
      if (bytes.length < bufferBytes) break;
      yield;
    }
    return new Map(names.map((name, i) => [name, hashes[i]?.digest('hex') ?? noHash]));
  }

  /** The next piece of the file: less than the buffer holds only at its end. */
  #fill(file: number): Buffer {
    let filled = 0;
    while (filled < bufferBytes) {
      const count = readSync(file, this.#buffer, filled, bufferBytes - filled, null);
      if (count === 0) break;
      filled += count;
    }
    this.bytesRead += filled;
    return this.#buffer.subarray(0, filled);
  }
}

function leadsToFile(path: string): boolean {
  try {
    return statSync(bytesOf(path)).isFile();
  } catch {
    return false;
  }
}
