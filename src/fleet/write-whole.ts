import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces a file whole or not at all, a power cut included. It keeps the owner of the old one
 * where this process may give files away.
 */
export function writeWhole(path: string, content: string | Uint8Array, mode: number): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    const file = openSync(draft, 'w', mode);
    try {
      if (typeof content === 'string') writeFileSync(file, content, 'latin1');
      else writeFileSync(file, content);
      fchmodSync(file, mode);
      fsyncSync(file);
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
