import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeRole, localChildren, localDaemons } from './index.ts';

function home(inner: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-role-'));
  mkdirSync(join(folder, 'etc'));
  if (inner !== undefined) {
    writeFileSync(join(folder, 'etc/ossec.conf'), `<ossec_config>${inner}</ossec_config>`);
  }
  return folder;
}

const client = '<client><server>a</server></client>';
const remote = '<remote><connection>secure</connection></remote>';

const one = ['ossec-analysisd', 'ossec-logcollector', 'ossec-syscheckd'];
const agent = ['ossec-agentd', 'ossec-logcollector', 'ossec-syscheckd'];

describe('a home', () => {
  it.each([
    ['of one machine', '<global></global>', 'local', one],
    ['without a configuration', undefined, 'local', one],
    ['that cannot be read', '<client>', 'local', one],
    ['of a server', remote, 'server', [...one, 'ossec-remoted']],
    ['of an agent', client, 'agent', agent],
    ['of both', client + remote, 'agent', agent],
  ] as const)('%s', (_, inner, role, daemons) => {
    const folder = home(inner);

    expect(homeRole(folder)).toBe(role);
    expect(localDaemons(folder)).toEqual(daemons);
  });

  it.each([[client], [remote], ['<global></global>']])('runs scripts that exist: %s', (inner) => {
    const folder = home(inner);
    for (const { entry, args } of localChildren(folder, ['/x'])) {
      expect(existsSync(entry)).toBe(true);
      expect(args[0]).toBe(folder);
    }
  });

  it('of an agent hands files to watch to its one process', () => {
    const children = localChildren(home(client), ['/x', '/y']);
    expect(children.map(({ args }) => args.slice(1))).toEqual([['/x', '/y']]);
  });
});
