import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { FleetError, isErrno } from './fleet-error.ts';

const retryMs = 20;

/** Runs `work` while nobody else holds the lock; waits for whoever does, but not for the dead. */
export async function withLock<T>(path: string, waitMs: number, work: () => T): Promise<T> {
  for (let waited = 0; !tryLock(path); waited += retryMs) {
    if (waited >= waitMs) throw new FleetError('KEYS_LOCKED', path);
    await sleep(retryMs);
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o640);
    writeSync(file, `${process.pid}\n`);
    closeSync(file);
    return true;
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw new FleetError('KEYS_UNWRITABLE', path, { cause: error });
    if (isDead(holderOf(path))) rmSync(path, { force: true });
    return false;
  }
}

/** Undefined while the holder still writes its number. */
function holderOf(path: string): number | undefined {
  try {
    const [, pid] = /^(\d{1,10})\n/.exec(readFileSync(path, 'latin1')) ?? [];
    return pid === undefined ? undefined : Number(pid);
  } catch {
    return undefined;
  }
}

function isDead(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return isErrno(error, 'ESRCH');
  }
}
