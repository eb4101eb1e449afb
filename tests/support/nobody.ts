import { chmodSync, lchownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from './running.ts';

/** A user that every system has, with its group; nothing of theirs is touched. */
export const nobody = { user: 'nobody', group: nameOfGroup(), uid: 65_534, gid: 65_534 };

export const isRoot = process.geteuid?.() === 0;

function nameOfGroup(): string {
  const lines = readIfThere('/etc/group').split('\n');
  return (
    lines.map((line) => line.split(':')).find(([, , gid]) => gid === '65534')?.[0] ?? 'nogroup'
  );
}

/** Gives a home of root the group of nobody, as an installer would give it OSSEC's. */
export function shareHome(home: string): void {
  giveToGroup(home);
  chmodSync(home, 0o750);
}

function giveToGroup(path: string): void {
  lchownSync(path, 0, nobody.gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) giveToGroup(inner);
    else lchownSync(inner, 0, nobody.gid);
  }
}
