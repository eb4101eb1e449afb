import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { KeyFile } from './key-file.ts';
import { certificatePaths } from './server-certificate.ts';
import { TokenFile } from './token-file.ts';

const secretMode = 0o640;

/**
 * Gives what enrolment writes to the user who is to write it without root. The files stand in a
 * folder that this user cannot write in, so they are made here; what is there is kept.
 */
export function handOverEnrolment(home: string, uid: number, gid: number): void {
  for (const { path } of [new KeyFile(home), new TokenFile(home)]) {
    closeSync(openSync(path, 'a', secretMode));
    chmodSync(path, secretMode);
    chownSync(path, uid, gid);
  }
  const backup = join(home, 'backup', 'agents');
  mkdirSync(backup, { recursive: true, mode: 0o750 });
  chownSync(join(home, 'backup'), 0, gid);
  chownSync(backup, uid, gid);
  handOverCertificate(home, gid);
}

/** The group may read certificate and key; they stay root's. */
export function handOverCertificate(home: string, gid: number): void {
  const { certificate, key } = certificatePaths(home);
  for (const path of [certificate, key]) if (existsSync(path)) chownSync(path, 0, gid);
}
