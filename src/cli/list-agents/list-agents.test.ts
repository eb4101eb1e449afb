import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';
import { fleetHome } from '../testing/fleet-home.ts';

const home = mkdtempSync(join(tmpdir(), 'tocsin-list-'));

beforeAll(() => {
  fleetHome(home);
  // Of an agent that was removed.
  writeFileSync(join(home, 'queue/agent-info/gone-any'), 'Linux');
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('list_agents', () => {
  it.each([
    { args: ['-a'], out: 'web01-10.0.0.5 is available.\nweb02-2001:db8::5 is available.\n' },
    { args: ['-c'], out: 'web01-10.0.0.5 is active.\n' },
    { args: ['-n'], out: 'web02-2001:db8::5 is not active.\n' },
  ])('$args', async ({ args, out }) => {
    expect(await call('list_agents', [...args, '--home', home])).toEqual({
      status: 0,
      out,
      err: '',
    });
  });

  it.each([[[]], [['-a', '-c']], [['-z']], [['-a', 'x']]])('refuses %j', async (args) => {
    expect(await call('list_agents', [...args, '--home', home])).toMatchObject({ status: 2 });
  });
});
