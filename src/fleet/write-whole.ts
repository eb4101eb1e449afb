import { Buffer } from 'node:buffer';
import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isErrno } from './fleet-error.ts';

/**
 * Replaces a file whole or not at all, a power cut included. It keeps the owner of the old one
 * where this process may give files away. A process that may write the file and not its folder
 * (keys are given without root) writes in place; a list that only grows is whole even then. What is
 * not `isSynced` costs little, and after a power cut the file may be empty.
 */
export function writeWhole(
  path: string,
  content: string | Uint8Array,
  mode: number,
  isSynced = true,
): void {
  try {
    replaceFile(path, content, mode, isSynced);
  } catch (error) {
    if (!isErrno(error, 'EACCES')) throw error;
    writeInPlace(path, content);
  }
}

function writeInPlace(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const file = openSync(path, 'r+');
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at);
    ftruncateSync(file, bytes.length);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function replaceFile(
  path: string,
  content: string | Uint8Array,
  mode: number,
  isSynced: boolean,
): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    const file = openSync(draft, 'w', mode);
    try {
      if (typeof content === 'string') writeFileSync(file, content, 'latin1');
      else writeFileSync(file, content);
      fchmodSync(file, mode);
      if (isSynced) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    keepOwner(path, draft);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function keepOwner(path: string, draft: string): void {
  const old = statSync(path, { throwIfNoEntry: false });
  if (old === undefined || process.geteuid?.() !== 0) return;
  chownSync(draft, old.uid, old.gid);
}
