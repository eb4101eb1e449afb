import { Buffer } from 'node:buffer';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Larger files are not read: nobody checks so many files. */
const bytesMax = 1024 * 1024 * 1024;

/**
 * The paths that were known when scanning ended, so that what is deleted while nothing runs is
 * missed at the next start. It holds no sums: those are the server's to know.
 */
export function readKnownPaths(file: string): readonly string[] {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > bytesMax) return [];
    return bytes
      .toString('latin1')
      .split('\0')
      .filter((path) => path.startsWith('/'));
  } catch {
    return [];
  }
}

/** Whole or not at all. A disk that refuses costs only the deletions of the next pause. */
export function writeKnownPaths(file: string, paths: Iterable<string>): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o750 });
    writeFileSync(`${file}.new`, Buffer.from([...paths].join('\0'), 'latin1'), { mode: 0o640 });
    renameSync(`${file}.new`, file);
  } catch {
    // The old one stays.
  }
}
