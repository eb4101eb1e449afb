import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrolServer } from '../../enrol/index.ts';
import { KeyFile, readServerPins, serverCertificate } from '../../fleet/index.ts';
import { isAgentName } from '../../wire/index.ts';
import { call, type Called } from '../testing/call.ts';
import { serveKeys } from '../testing/enrol-home.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-agent-auth-'));
const serverHome = join(root, 'server');
const passwordFile = join(root, 'password');
let server: EnrolServer;
let count = 0;
let home = '';

beforeAll(async () => {
  server = await serveKeys(serverHome, 'secret');
  writeFileSync(passwordFile, 'secret\n');
});

beforeEach(() => {
  home = join(root, String(++count));
});

afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

function auth(args: readonly string[], input = ''): Promise<Called> {
  const where = ['-m', '127.0.0.1', '-p', String(server.port), '-D', home];
  return call('agent-auth', [...where, ...args], input);
}

describe('agent-auth', () => {
  it('keeps the key that the server gives, and the server that gave it', async () => {
    const { status, out, err } = await auth(['-A', 'web01', '-P', passwordFile]);

    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^Agent \d+ web01 has its key in etc\/client\.keys\.\n$/);
    const [own] = new KeyFile(home).read().agents;
    const given = new KeyFile(serverHome).read().agents.find(({ id }) => id === own?.id);
    expect(own?.key).toBe(given?.key);
    expect(out).not.toContain(own?.key);
    expect(readServerPins(home)).toEqual([(await serverCertificate(serverHome)).pin]);
  });

  it('reads the password where no list of processes shows it', async () => {
    expect(await auth(['-A', 'web02', '-P', '-'], 'secret\nmore')).toMatchObject({ status: 0 });
  });

  it('takes the name of this machine', async () => {
    const { status, out, err } = await auth(['-P', passwordFile]);

    expect(status).toBe(isAgentName(hostname()) ? 0 : 2);
    expect(out + err).toContain(hostname());
  });

  it.each([
    { what: 'no password', args: ['-A', 'web03'], says: /gave no key: is the password right/ },
    {
      what: 'a certificate of nobody it trusts',
      args: ['-A', 'web03', '-v', '{ca}'],
      says: /ENROL_NOT_TRUSTED the certificate is not of 127\.0\.0\.1/,
    },
  ])('ends with 1 for $what', async ({ args, says }) => {
    const ca = join(serverHome, 'etc/sslmanager.cert');
    const { status, err } = await auth(args.map((one) => one.replace('{ca}', ca)));

    expect(err).toMatch(says);
    expect(status).toBe(1);
    expect(existsSync(join(home, 'etc/client.keys'))).toBe(false);
  });

  it('ends with 1 where nobody answers, and keeps the key that it has', async () => {
    await auth(['-A', 'web04', '-P', passwordFile]);
    const before = readFileSync(join(home, 'etc/client.keys'), 'latin1');
    const { status, err } = await auth(['-A', 'web04', '-P', passwordFile, '-p', '1']);

    expect(err).toMatch(/ENROL_UNREACHABLE/);
    expect(status).toBe(1);
    expect(readFileSync(join(home, 'etc/client.keys'), 'latin1')).toBe(before);
  });

  it.each([
    { args: ['-A', 'a b'], says: /"a b" is no name of an agent/ },
    { args: ['-A', 'web', '-p', '99999'], says: /"99999" is no port/ },
    { args: ['-A', 'web', '-x', '/nowhere'], says: /-x and -k belong together/ },
    { args: ['-A', 'web', '-v', '/nowhere'], says: /\/nowhere cannot be read: ENOENT/ },
    { args: ['-A', 'web', '-P', '/nowhere'], says: /\/nowhere has no password/ },
    { args: ['-A', 'web', '-P', '-'], says: /- has no password/ },
    { args: ['-A', 'web', '-z'], says: /unknown option -z/ },
  ])('refuses $args', async ({ args, says }) => {
    const { status, err } = await auth(args);

    expect(err).toMatch(says);
    expect(status).toBe(2);
  });

  it('leaves the keys of a server alone', async () => {
    mkdirSync(join(home, 'etc'), { recursive: true });
    const conf = '<ossec_config><remote><connection>secure</connection></remote></ossec_config>';
    writeFileSync(join(home, 'etc/ossec.conf'), conf);
    writeFileSync(join(home, 'etc/client.keys'), '001 one any k\n002 two any k\n');
    const { status, err } = await auth(['-A', 'web06', '-P', passwordFile]);

    expect(err).toBe('agent-auth: this is a server: it keeps the keys of its agents\n');
    expect(status).toBe(1);
    expect(new KeyFile(home).read().agents).toHaveLength(2);
  });

  it('needs to know where the server is', async () => {
    expect(await call('agent-auth', ['-A', 'web'])).toMatchObject({
      status: 2,
      err: expect.stringContaining('the server is missing') as string,
    });
  });

  it('only checks what it is told with -t, and tells its version', async () => {
    expect(await auth(['-t', '-A', 'web05', '-P', passwordFile])).toMatchObject({ status: 0 });
    expect(existsSync(home)).toBe(false);
    expect((await call('agent-auth', ['-V'])).out).toMatch(/^Tocsin \S+ agent-auth\n$/);
  });
});
