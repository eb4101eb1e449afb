import { readFileSync } from 'node:fs';
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
