import { chownSync, closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { handOverCertificate, handOverEnrolment } from '../fleet/index.ts';
import { findAccount, type Account } from '../supervisor/index.ts';

/** A user and a group by their names. */
export interface AccountNames {
  readonly user: string;
  readonly group: string;
}

/**
 * Makes this process one without root: it alone reads what strangers send. What it writes goes to
 * the user that it becomes. Ports must be open already. Answers why it stays what it is; undefined
 * when it is, or became, somebody else than root.
 */
export function giveUpRoot(
  home: string,
  names: AccountNames,
  givesKeys: boolean,
): string | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const account = findAccount(names.user, names.group);
  if (account === undefined) {
    return `there is no user ${names.user} with a group ${names.group}`;
  }
  if (!canWorkAs(home, account)) {
    return `the user ${names.user} could not read the files of ${home}`;
  }
  handOver(home, account, givesKeys);
  process.setgroups?.([account.gid]);
  process.setgid?.(account.gid);
  process.setuid?.(account.uid);
  return undefined;
}

/** A home that was laid out for one user alone is of no use to another. */
function canWorkAs(home: string, { uid, gid }: Account): boolean {
  const groups = process.getgroups?.() ?? [];
  process.setgroups?.([gid]);
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    closeSync(openSync(join(home, 'etc', 'ossec.conf'), 'r'));
    readdirSync(join(home, 'etc', 'shared'));
    return true;
  } catch {
    return false;
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.(groups);
  }
}

function handOver(home: string, { uid, gid }: Account, givesKeys: boolean): void {
  for (const name of ['queue/rids', 'queue/agent-info']) {
    const folder = join(home, name);
    chownSync(folder, uid, gid);
    for (const file of readdirSync(folder)) chownSync(join(folder, file), uid, gid);
  }
  const forward = join(home, 'queue', 'alerts', 'ar');
  if (existsSync(forward)) chownSync(forward, uid, gid);
  if (givesKeys) handOverEnrolment(home, uid, gid);
  else handOverCertificate(home, gid);
}
