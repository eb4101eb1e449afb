import { readFileSync } from 'node:fs';

/** A user of the system, with the group that its files get. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface AccountFiles {
  readonly passwd: string;
  readonly group: string;
}

const systemFiles: AccountFiles = { passwd: '/etc/passwd', group: '/etc/group' };

/** Names that OSSEC's installer gives: of the group, of analysis, and of what strangers reach. */
export const ownNames = { group: 'ossec', user: 'ossec', gatewayUser: 'ossecr' } as const;

/** Undefined where the system has no such user or no such group. */
export function findAccount(
  user: string,
  group: string,
  files: AccountFiles = systemFiles,
): Account | undefined {
  const uid = numberOf(files.passwd, user);
  const gid = numberOf(files.group, group);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** Lines `NAME:x:NUMBER:...`, in both files. */
function numberOf(path: string, name: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return undefined; // A system that keeps its users elsewhere has none that are known here.
  }
  const fields = text
    .split('\n')
    .map((line) => line.split(':'))
    .find(([one]) => one === name);
  const number = fields?.[2] ?? '';
  return /^\d{1,10}$/.test(number) ? Number(number) : undefined;
}
