import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { osPath } from './os-path.ts';

/** What stands at a path. */
export type Found =
  | { readonly kind: 'file' | 'pipe'; readonly facts: FileFacts }
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'unreadable';
      readonly reason: string;
      /** There may be a file that cannot be seen. */
      readonly hidden: boolean;
    };

export interface FileFacts {
  /** Device, inode and time of birth, because inode numbers are used again. */
  readonly id: string;
  readonly size: number;
  readonly changed: bigint;
  readonly links: number;
}

export function factsOf(stats: BigIntStats): FileFacts {
  return {
    id: `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`,
    size: Number(stats.size),
    changed: stats.mtimeNs,
    links: Number(stats.nlink),
  };
}

export async function lookUp(path: string): Promise<Found> {
  try {
    const stats = await stat(osPath(path), { bigint: true });
    if (stats.isFile()) return { kind: 'file', facts: factsOf(stats) };
    if (stats.isFIFO()) return { kind: 'pipe', facts: factsOf(stats) };
    const reason = stats.isDirectory() ? 'is a directory' : 'is no file';
    return { kind: 'unreadable', reason, hidden: false };
  } catch (error) {
    return foundFromError(error);
  }
}

export function foundFromError(error: unknown): Found {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
  return { kind: 'unreadable', reason: reasons[code] ?? code, hidden: code !== 'ELOOP' };
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files in the system',
  ELOOP: 'too many symbolic links',
  EIO: 'input/output error',
  ESTALE: 'stale file handle',
};

export interface OpenedFile {
  readonly handle: FileHandle;
  readonly facts: FileFacts;
}

/** Opens without waiting for anything, even if a pipe took the file's place meanwhile. */
export async function openFile(path: string): Promise<OpenedFile> {
  const handle = await open(osPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw Object.assign(new Error('not a file'), { code: 'ENOENT' });
    return { handle, facts: factsOf(stats) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
