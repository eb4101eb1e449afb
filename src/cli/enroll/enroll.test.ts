import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { blocksOf, clientSection, coreSections, parseConfig } from '../../config/index.ts';
import { localfileSection } from '../../collect/index.ts';
import type { EnrolServer } from '../../enrol/index.ts';
import { KeyFile, readServerPins, serverCertificate } from '../../fleet/index.ts';
import { homeRole } from '../../supervisor/index.ts';
import { call, type Called } from '../testing/call.ts';
import { serveKeys } from '../testing/enrol-home.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-enroll-'));
const serverHome = join(root, 'server');
let server: EnrolServer;
let count = 0;
let home = '';

beforeAll(async () => {
  server = await serveKeys(serverHome);
});

beforeEach(() => {
  home = join(root, String(++count));
});

afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

async function newToken(...args: readonly string[]): Promise<string> {
  return (await call('tocsin', ['token', '--home', serverHome, ...args])).out.trim();
}

function enroll(args: readonly string[], input = ''): Promise<Called> {
  const where = ['127.0.0.1', '--port', String(server.port), '--home', home];
  return call('tocsin', ['enroll', ...where, ...args], input);
}

function configure(inner: string): void {
  mkdirSync(join(home, 'etc'), { recursive: true });
  writeFileSync(join(home, 'etc/ossec.conf'), `<ossec_config>${inner}</ossec_config>\n`);
}

function config(): string {
  return readFileSync(join(home, 'etc/ossec.conf'), 'latin1');
}

describe('tocsin enroll', () => {
  it('makes an agent of a machine that has nothing', async () => {
    const token = await newToken('--profile', 'web,dmz');
    const { status, out, err } = await enroll(['--token', token, '--name', 'web01']);

    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^Agent 1024 web01 has its key from 127\.0\.0\.1\.\n/);
    expect(out).toContain('etc/ossec.conf names 127.0.0.1 now.');
    expect(new KeyFile(home).read().agents.map(({ name }) => name)).toEqual(['web01']);
    expect(readServerPins(home)).toEqual([(await serverCertificate(serverHome)).pin]);
    expect(homeRole(home)).toBe('agent');
    const file = { path: 'a', text: config() };
    const parsed = parseConfig([file], [...coreSections, localfileSection]);
    expect(parsed.diagnostics).toEqual([]);
    expect(blocksOf(parsed.config, clientSection)).toHaveLength(1);
    expect(config()).toContain('<config-profile>web,dmz</config-profile>');
  });

  it('takes the token where no list of processes shows it', async () => {
    const token = await newToken();

    expect(await enroll(['--token', '-', '--name', 'web02'], `${token}\n`)).toMatchObject({
      status: 0,
    });
  });

  it('uses a token once, and for its name alone', async () => {
    const token = await newToken('--name', 'web03');

    for (const [name, status] of [
      ['web04', 1],
      ['web03', 0],
      ['web03', 1],
    ] as const) {
      const answer = await enroll(['--token', token, '--name', name]);
      expect([name, answer.status]).toEqual([name, status]);
      if (status === 1) expect(answer.err).toContain('was used, has expired or is for another');
    }
  });

  it('gives nothing away to a server that did not make the token', async () => {
    const { out } = await call('tocsin', ['token', '--home', join(root, 'other')]);
    const { status, err } = await enroll(['--token', out.trim(), '--name', 'web05']);

    expect(status).toBe(1);
    expect(err).toMatch(/ENROL_NOT_TRUSTED 127\.0\.0\.1 has another key/);
  });

  it.each([
    '<client><server-ip>127.0.0.1</server-ip></client>',
    '<client><server>127.0.0.1:1600</server></client>',
  ])('only takes the key where %s names the server already', async (inner) => {
    configure(inner);
    const before = config();
    const answer = await enroll(['--token', await newToken(), '--name', `agent${count}`]);

    expect(answer.out).toContain('names it already');
    expect(answer.status).toBe(0);
    expect(config()).toBe(before);
  });

  it.each([
    {
      what: 'another server',
      inner: '<client><server-ip>192.0.2.1</server-ip></client>',
      says: 'names 192.0.2.1: change <client> there first',
    },
    {
      what: 'a server',
      inner: '<remote><connection>secure</connection></remote>',
      says: 'makes this Tocsin a server',
    },
    { what: 'a server of keys', inner: '<auth></auth>', says: 'makes this Tocsin a server' },
    { what: 'nothing that can be read', inner: '<client>', says: 'cannot be read: line 1' },
  ])('touches nothing where there is $what', async ({ inner, says }) => {
    configure(inner);
    writeFileSync(join(home, 'etc/client.keys'), '001 one any k\n002 two any k\n');
    const before = config();
    const token = await newToken();
    const answer = await enroll(['--token', token, '--name', `agent${count}`]);

    expect(answer.err).toContain(says);
    expect(answer.status).toBe(1);
    expect(config()).toBe(before);
    expect(new KeyFile(home).read().agents).toHaveLength(2);
    // And the token still holds.
    rmSync(join(home, 'etc'), { recursive: true });
    expect(await enroll(['--token', token, '--name', `agent${count}`])).toMatchObject({
      status: 0,
    });
  });

  it.each([
    { args: [], says: /the token is missing/ },
    { args: ['--token', 'x'], says: /no token of "tocsin token"/ },
    { args: ['--token', 'x', '--name', 'a b'], says: /"a b" is no name of an agent/ },
    { args: ['--token', 'x', 'more'], says: /unexpected argument "more"/ },
  ])('refuses $args', async ({ args, says }) => {
    const name = args.includes('--name') ? [] : ['--name', 'web'];
    const { status, err } = await enroll([...args, ...name]);

    expect(err).toMatch(says);
    expect(status).toBe(2);
  });

  it.each([
    { args: [], says: /the server is missing/ },
    { args: ['<x>'], says: /"<x>" is no name or address/ },
  ])('needs a server: $args', async ({ args, says }) => {
    const { status, err } = await call('tocsin', ['enroll', ...args, '--token', 'x']);

    expect(err).toMatch(says);
    expect(status).toBe(2);
  });
});
