import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { serverCertificate, TokenFile } from '../../fleet/index.ts';
import { readToken, secretHash } from '../../wire/index.ts';
import { call, type Called } from '../testing/call.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-token-'));
let count = 0;
let home = '';

beforeEach(() => {
  home = join(root, String(++count));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function token(...args: readonly string[]): Promise<Called> {
  return call('tocsin', ['token', '--home', home, ...args]);
}

describe('tocsin token', () => {
  it('prints a token that holds the pin of the server, and keeps its sum', async () => {
    const { status, out, err } = await token('--profile', 'web');
    const made = readToken(out);
    const secret = made?.secret ?? '';

    expect(status).toBe(0);
    expect(made).toMatchObject({ pin: (await serverCertificate(home)).pin, profile: 'web' });
    expect(err).toBe('token: nobody takes it yet: ossec.conf has no <auth>; see docs/agents.md\n');
    const kept = readFileSync(join(home, 'etc/authd.tokens'), 'latin1');
    expect(kept).toContain(secretHash(secret));
    expect(kept).not.toContain(secret);
  });

  it('does not warn where somebody takes it', async () => {
    mkdirSync(join(home, 'etc'), { recursive: true });
    writeFileSync(join(home, 'etc/ossec.conf'), '<ossec_config><auth></auth></ossec_config>');

    expect(await token()).toMatchObject({ status: 0, err: '' });
  });

  it.each([
    { args: [], seconds: 3600, name: undefined },
    { args: ['--ttl', '90s', '--name', 'web01'], seconds: 90, name: 'web01' },
    { args: ['--ttl', '30m'], seconds: 1800, name: undefined },
    { args: ['--ttl', '7d'], seconds: 604_800, name: undefined },
  ])('makes one with $args', async ({ args, seconds, name }) => {
    const before = Date.now() / 1000;
    await token(...args);
    const [kept] = new TokenFile(home).list(Date.now());

    expect(kept?.name).toBe(name);
    expect(Math.abs((kept?.expiresAt ?? 0) - before - seconds)).toBeLessThan(30);
  });

  it('lists them without telling them, and takes them back', async () => {
    const secret = readToken((await token('--name', 'web01')).out)?.secret ?? '';
    const listed = await token('--list');
    const [digits = ''] = listed.out.split(' ');

    expect(listed.out).toMatch(/^[0-9a-f]{12} {2}until 20\d\d-\S+Z {2}web01\n$/);
    expect(secretHash(secret).startsWith(digits)).toBe(true);
    expect(await token('--revoke', digits)).toMatchObject({
      status: 0,
      out: '1 token taken back.\n',
    });
    expect(await token('--revoke', digits)).toMatchObject({
      status: 1,
      out: '0 tokens taken back.\n',
    });
    expect((await token('--list')).out).toBe('');
  });

  it.each([
    { args: ['--ttl', 'soon'], says: /"soon" is no time/ },
    { args: ['--ttl', '0s'], says: /"0s" is no time/ },
    { args: ['--ttl', '31d'], says: /"31d" is no time/ },
    { args: ['--name', 'a b'], says: /"a b" is no name of an agent/ },
    { args: ['--profile', '<x>'], says: /"<x>" is no profile/ },
    { args: ['--revoke', 'ab'], says: /at least six digits/ },
    { args: ['extra'], says: /unexpected argument "extra"/ },
  ])('refuses $args', async ({ args, says }) => {
    const { status, out, err } = await token(...args);

    expect(err).toMatch(says);
    expect(out).toBe('');
    expect(status).toBe(2);
  });
});
