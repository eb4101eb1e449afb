import { readdirSync, statfsSync } from 'node:fs';
import { latin1 } from '../base/index.ts';
import type { FolderTable } from './folder-table.ts';
import { joined } from './folder-table.ts';
import { bytesOf, look, type Look } from './measure.ts';

/** Magic numbers of NFS and CIFS. */
const networkSystems = new Set([0x6969, 0xff534d42]);
const depthMax = 256;

export interface WalkOptions {
  readonly folders: FolderTable;
  readonly isIgnored: (path: string) => boolean;
  readonly skipNetwork: boolean;
  /** Told each folder that is entered. */
  readonly onFolder?: (path: string) => void;
  /** Told what could not be read: nothing below it may be taken for deleted. */
  readonly onUnread: (path: string) => void;
}

export interface Found {
  readonly path: string;
  readonly file: Extract<Look, { kind: 'file' }>;
}

/**
 * Everything below a path that is to be checked, the path itself included. Links are not followed,
 * but for a configured folder that is one. What belongs to another configured folder is left to it.
 */
export function* walk(start: string, options: WalkOptions): Generator<Found | undefined> {
  const { folders, isIgnored } = options;
  const owner = folders.of(start);
  if (owner === undefined || isIgnored(start)) return;
  const first = look(start);
  if (first.kind === 'file' && !(owner.path === start && first.isLink)) {
    if (owner.takes(start)) yield { path: start, file: first };
    return;
  }
  if (first.kind === 'unread') options.onUnread(start);
  if (first.kind !== 'folder' && first.kind !== 'file') return;
  const waiting: { path: string; depth: number; device: bigint | undefined }[] = [];
  waiting.push({ path: start, depth: 0, device: undefined });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, depth, device } = next;
    const here = first.kind === 'folder' ? first.device : 0n;
    if (options.skipNetwork && device !== here && isOnNetwork(path)) {
      options.onUnread(path);
      continue;
    }
    // Watched before it is read: what comes in between is in one of both.
    const isLink = first.kind === 'file' && depth === 0;
    if (!isLink) options.onFolder?.(path);
    const names = namesIn(path);
    if (names === undefined) {
      if (first.kind === 'file' && isLink && owner.takes(start)) {
        yield { path, file: first };
        return;
      }
      options.onUnread(path);
      continue;
    }
    if (isLink) options.onFolder?.(path);
    yield undefined;
    for (const name of names) {
      const child = joined(path, name);
      if (folders.at(child) !== undefined || isIgnored(child)) continue;
      const seen = look(child);
      if (seen.kind === 'file') {
        if (owner.takes(child)) yield { path: child, file: seen };
      } else if (seen.kind === 'unread') {
        options.onUnread(child);
      } else if (seen.kind === 'folder' && owner.recurse && depth < depthMax) {
        waiting.push({ path: child, depth: depth + 1, device: seen.device });
      }
    }
  }
}

function namesIn(path: string): readonly string[] | undefined {
  try {
    return readdirSync(bytesOf(path), { encoding: 'buffer' }).map(latin1);
  } catch {
    return undefined;
  }
}

function isOnNetwork(path: string): boolean {
  try {
    return networkSystems.has(statfsSync(bytesOf(path)).type);
  } catch {
    return false;
  }
}
