import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccount } from './accounts.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-accounts-'));
const files = { passwd: join(folder, 'passwd'), group: join(folder, 'group') };

beforeAll(() => {
  writeFileSync(files.passwd, 'root:x:0:0::/root:/bin/sh\nossecr:x:112:999::/:/bin/false\nodd:x\n');
  writeFileSync(files.group, 'root:x:0:\nossec:x:998:\nodd:x:many:\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('findAccount', () => {
  it.each([
    { user: 'ossecr', group: 'ossec', found: { uid: 112, gid: 998 } },
    { user: 'root', group: 'root', found: { uid: 0, gid: 0 } },
    { user: 'ossec', group: 'ossec', found: undefined },
    { user: 'ossecr', group: 'none', found: undefined },
    { user: 'odd', group: 'ossec', found: undefined },
    { user: 'ossecr', group: 'odd', found: undefined },
    { user: 'oss', group: 'ossec', found: undefined },
    { user: '', group: 'ossec', found: undefined },
  ])('of $user and $group: $found', ({ user, group, found }) => {
    expect(findAccount(user, group, files)).toEqual(found);
  });

  it('finds nobody where there are no such files', () => {
    const none = { passwd: join(folder, 'none'), group: files.group };

    expect(findAccount('ossecr', 'ossec', none)).toBeUndefined();
  });
});
