import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveHome } from './resolve-home.ts';

function installation(...parts: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-installed-'));
  for (const part of parts) {
    mkdirSync(join(folder, part, '..'), { recursive: true });
    if (part.includes('.')) writeFileSync(join(folder, part), '');
    else mkdirSync(join(folder, part), { recursive: true });
  }
  return folder;
}

describe('resolveHome', () => {
  const complete = installation('etc/ossec.conf', 'var');
  const half = installation('etc/ossec.conf');
  const user = { HOME: '/h', XDG_STATE_HOME: '/s' };

  it.each([
    { option: '/a', env: { TOCSIN_HOME: '/b' }, isRoot: true, installed: complete, home: '/a' },
    { option: 'a', env: {}, isRoot: false, installed: complete, home: '/cwd/a' },
    {
      option: undefined,
      env: { TOCSIN_HOME: 'b' },
      isRoot: true,
      installed: complete,
      home: '/cwd/b',
    },
    {
      option: undefined,
      env: { TOCSIN_HOME: '' },
      isRoot: true,
      installed: complete,
      home: complete,
    },
    { option: undefined, env: user, isRoot: false, installed: complete, home: '/s/tocsin' },
    { option: undefined, env: user, isRoot: true, installed: half, home: '/s/tocsin' },
    { option: undefined, env: user, isRoot: true, installed: '/nowhere', home: '/s/tocsin' },
    {
      option: undefined,
      env: { HOME: '/h', XDG_STATE_HOME: 'relative' },
      isRoot: false,
      installed: complete,
      home: '/h/.local/state/tocsin',
    },
    {
      option: undefined,
      env: {},
      isRoot: false,
      installed: complete,
      home: join(homedir(), '.local/state/tocsin'),
    },
  ])('option $option, $env, root $isRoot: $home', ({ home, ...question }) => {
    expect(resolveHome({ ...question, cwd: '/cwd' })).toBe(home);
  });
});
