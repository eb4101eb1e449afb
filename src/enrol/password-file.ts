import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../base/index.ts';
import { isErrno } from '../fleet/index.ts';

export function passwordPath(home: string): string {
  return join(home, 'etc', 'authd.pass');
}

/**
 * The first line of a password file, without its end; undefined where there is no file. An empty
 * line is a password that nobody has. Throws what the system says of a file it cannot read.
 */
export function readPassword(path: string): string | undefined {
  try {
    const [line = ''] = latin1(readFileSync(path)).split('\n');
    return line.replace(/\r$/, '');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A warning for a secret that every user of the machine can read; undefined for none. */
export function exposureOf(path: string): string | undefined {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  return (mode & 0o007) === 0 ? undefined : `${path} is open to everybody: chmod 640 it.`;
}
