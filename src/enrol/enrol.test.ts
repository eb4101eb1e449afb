import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import { connect, createServer, type ConnectionOptions } from 'node:tls';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  KeyFile,
  readServerPins,
  serverCertificate,
  serverPinPath,
  TokenFile,
} from '../fleet/index.ts';
import { agentEntry, secretHash } from '../wire/index.ts';
import {
  askForKey,
  enrolTls,
  exposureOf,
  openEnrolServer,
  passwordPath,
  readPassword,
  takeKey,
  type EnrolServer,
  type EnrolServerOptions,
  type Question,
  type ServerTlsChoice,
} from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-enrol-'));
const password = { kind: 'password', password: 'secret' } as const;
let nowMs = Date.UTC(2026, 0, 2);
let count = 0;
let home = '';
let told: string[] = [];
let server: EnrolServer | undefined;

beforeEach(() => {
  home = join(root, String(++count));
  for (const name of ['etc', 'var/run', 'queue/agent-info', 'queue/rids']) {
    mkdirSync(join(home, name), { recursive: true });
  }
  told = [];
});

afterEach(async () => {
  await server?.close();
  server = undefined;
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function serve(
  more: Partial<EnrolServerOptions> = {},
  choice: ServerTlsChoice = {},
): Promise<number> {
  server = await openEnrolServer({
    home,
    port: 0,
    localIp: '127.0.0.1',
    tls: await enrolTls(home, choice),
    admission: password,
    isBound: false,
    replaceAfterSeconds: undefined,
    connectionsMax: 64,
    clock: () => nowMs,
    log: {
      info: (text) => told.push(text),
      warn: (text) => told.push(text),
      error: (text) => told.push(text),
    },
    ...more,
  });
  return server.port;
}

function ask(port: number, more: Partial<Question> = {}): Promise<string> {
  const base = { host: '127.0.0.1', port, timeoutMs: 5000 } as const;
  const request = { name: 'web01', password: 'secret' };
  return askForKey({ ...base, request, trust: { kind: 'first-sight' }, ...more }).then(
    ({ agent, errors }) => {
      if (agent === undefined) return errors.join('; ');
      return `${agent.id} ${agent.name} ${agent.address}`;
    },
    (error: unknown) => String(error),
  );
}

/** What the server writes to whoever sends these bytes, until it ends the connection. */
function raw(port: number, text: string, more: ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const options = { host: '127.0.0.1', port, rejectUnauthorized: false, ...more };
    const socket = connect(options, () => socket.write(text, 'latin1'));
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

function names(): readonly string[] {
  return new KeyFile(home).read().agents.map(({ name }) => name);
}

describe('the server', () => {
  it('gives a key as OSSEC does, over TLS 1.2 and later', async () => {
    const port = await serve();

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const limits = { minVersion: version, maxVersion: version };
      const text = await raw(port, "OSSEC PASS: secret OSSEC A:'web'\n", limits);
      expect(text).toMatch(/^OSSEC K:'10\d\d web2? any [0-9a-f]{64}'\n\n$/);
    }
    expect(names()).toEqual(['web', 'web2']);
    expect(statSync(join(home, 'etc/client.keys')).mode & 0o777).toBe(0o640);
    expect(told).toEqual([
      'Agent 1024 web (any) enrolled from 127.0.0.1.',
      'Agent 1025 web2 (any) enrolled from 127.0.0.1.',
    ]);
    for (const { key } of new KeyFile(home).read().agents) {
      expect(told.join('\n')).not.toContain(key);
    }
  });

  it.each([
    { text: "OSSEC PASS: wrong OSSEC A:'web'\n", heard: '' },
    { text: "OSSEC A:'web'\n", heard: '' },
    { text: "OSSEC PASS: secretsecret OSSEC A:'web'\n", heard: '' },
    { text: 'GET / HTTP/1.0\r\n\r\n', heard: '' },
    {
      text: "OSSEC PASS: secret OSSEC A:'a b'\n",
      heard: 'ERROR: Invalid agent name: a b\n\nERROR: Unable to add agent.\n\n',
    },
    {
      text: "OSSEC PASS: secret\n OSSEC A:'web'\n",
      heard: "OSSEC K:'1024 web any KEY'\n\n",
    },
  ])('answers $heard to $text', async ({ text, heard }) => {
    const port = await serve();

    expect((await raw(port, text)).replace(/[0-9a-f]{64}/, 'KEY')).toBe(heard);
  });

  it('refuses a second agent of one address', async () => {
    const port = await serve({ isBound: true });

    expect(await ask(port)).toBe('1024 web01 127.0.0.1');
    expect(await ask(port, { request: { name: 'web02', password: 'secret' } })).toBe(
      'Invalid IP address: 127.0.0.1; Unable to add agent.',
    );
  });

  it('lets an agent that was silent give way', async () => {
    const agent = agentEntry('1024', 'web01', '127.0.0.1', 'k');
    writeFileSync(join(home, 'etc/client.keys'), '1024 web01 127.0.0.1 k\n');
    const port = await serve({ isBound: true, replaceAfterSeconds: 60 });

    expect(await ask(port)).toBe('1025 web01 127.0.0.1');
    expect(told.join()).toContain('; 1024 web01 gave way');
    expect(agent?.isFixed).toBe(true);
  });

  it('asks nothing where nothing is asked', async () => {
    const port = await serve({ admission: { kind: 'open' } });

    expect(await ask(port, { request: { name: 'web01', password: undefined } })).toBe(
      '1024 web01 any',
    );
    expect(await ask(port)).toBe('1025 web012 any');
  });

  it.each([undefined, ''])('admits nobody by a password of %j', async (none) => {
    const port = await serve({ admission: { kind: 'password', password: none } });

    expect(await ask(port, { request: { name: 'web01', password: '' } })).toBe('');
    expect(await ask(port, { request: { name: 'web01', password: undefined } })).toBe('');
    expect(names()).toEqual([]);
  });

  it('takes each token once, and gives it back where it did not help', async () => {
    const secret = 'x'.repeat(24);
    const token = { hash: secretHash(secret), expiresAt: nowMs / 1000 + 60, name: undefined };
    await new TokenFile(home).add(token, nowMs);
    const port = await serve({ admission: { kind: 'password', password: undefined } });
    const by = (name: string) => ({ request: { name, password: secret } });

    expect(await ask(port, by('a'))).toBe('Invalid agent name: a; Unable to add agent.');
    expect(await ask(port, by('web01'))).toBe('1024 web01 any');
    expect(await ask(port, by('web02'))).toBe('');
  });

  it('tells that it cannot write keys, and no more than that to whoever asked', async () => {
    mkdirSync(join(home, 'etc/client.keys'));
    const port = await serve();

    expect(await ask(port)).toBe(
      'Internal manager error adding agent: web01; Unable to add agent.',
    );
    expect(told.join()).toMatch(/Nobody can enrol: KEYS_UNREADABLE/);
  });

  it('lets nobody guess for long, and listens again later', async () => {
    const port = await serve();
    const guess = { request: { name: 'web01', password: 'guess' } };
    for (let i = 0; i < 10; i++) expect(await ask(port, guess)).toBe('');

    expect(await ask(port)).toMatch(/ENROL_UNREACHABLE/);
    expect(told.length).toBeLessThan(3);
    nowMs += 60_000;
    expect(await ask(port)).toBe('1024 web01 any');
  });

  it('takes handshakes without a request for guesses', async () => {
    const port = await serve();
    for (let i = 0; i < 10; i++) {
      await new Promise<void>((resolve) => {
        const options = { host: '127.0.0.1', port, rejectUnauthorized: false };
        const socket = connect(options, () => socket.end());
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
      });
    }

    await expect.poll(() => ask(port)).toMatch(/ENROL_UNREACHABLE/);
  });

  it('lets one sender fill neither the list nor the table of connections', async () => {
    const port = await serve({ admission: { kind: 'open' }, connectionsMax: 3 });
    const idle = await Promise.all([1, 2, 3].map(() => connectedTo(port)));

    expect(await ask(port)).toMatch(/ENROL_UNREACHABLE/);
    for (const socket of idle) socket.destroy();
    await expect.poll(() => ask(port)).toBe('1024 web01 any');
    for (let i = 0; i < 59; i++) await ask(port);
    expect(await ask(port)).toBe('');
    expect(names()).toHaveLength(60);
  });

  it('ends whoever sends anything else', async () => {
    const port = await serve();
    const sent = fc.string({ unit: 'binary', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(sent, async (text) => {
        nowMs += 60_000;
        expect(await raw(port, `${text}\n\n`)).toBe('');
      }),
      { numRuns: 30 },
    );
    expect(names()).toEqual([]);
  });

  it('takes clients with certificates alone where it has an authority', async () => {
    const own = await serverCertificate(home);
    const port = await serve({}, { authority: join(home, 'etc/sslmanager.cert') });

    expect(await ask(port)).toBe('');
    expect(await ask(port, { tls: { cert: own.certificate, key: own.key } })).toBe(
      '1024 web01 any',
    );
  });

  it('waits for those who are there when it ends', async () => {
    const port = await serve();
    const socket = await connectedTo(port);
    let isClosed = false;
    const closing = server?.close(60_000).then(() => {
      isClosed = true;
    });

    expect(await ask(port)).toMatch(/ENROL_UNREACHABLE/);
    expect(isClosed).toBe(false);
    socket.destroy();
    await closing;
  });

  it('tells that it cannot listen', async () => {
    const port = await serve();

    await expect(
      openEnrolServer({ ...dead, home, port, tls: await enrolTls(home, {}) }),
    ).rejects.toMatchObject({ code: 'ENROL_BIND' });
  });
});

const dead = {
  localIp: '127.0.0.1',
  admission: password,
  isBound: false,
  replaceAfterSeconds: undefined,
  connectionsMax: 1,
  clock: () => 0,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
};

function connectedTo(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', () => undefined);
  });
}

describe('the agent', () => {
  it('sends nothing to a server that is not its own', async () => {
    const { pin } = await serverCertificate(home);
    const port = await serve();
    const trust = { kind: 'pin', pin: 'ab'.repeat(32) } as const;

    expect(await ask(port, { trust })).toMatch(/ENROL_NOT_TRUSTED/);
    expect(names()).toEqual([]);
    expect(await ask(port, { trust: { kind: 'pin', pin } })).toBe('1024 web01 any');
  });

  it.each([
    { by: 'no authority of its', host: '127.0.0.1', isOwn: false, says: /not good/ },
    { by: 'another name', host: '127.0.0.1', isOwn: true, says: /not of 127\.0\.0\.1/ },
  ])('trusts no certificate by $by', async ({ host, isOwn, says }) => {
    const other = join(home, 'other');
    for (const name of ['etc', 'var/run']) mkdirSync(join(other, name), { recursive: true });
    const certificates = (await serverCertificate(isOwn ? home : other)).certificate;
    const port = await serve();

    expect(await ask(port, { host, trust: { kind: 'authority', certificates } })).toMatch(says);
    expect(names()).toEqual([]);
  });

  it('tells that nobody answers', async () => {
    const port = await serve();
    await server?.close();

    expect(await ask(port)).toMatch(/ENROL_UNREACHABLE 127\.0\.0\.1 port \d+\/tcp: /);
  });
});

describe('takeKey', () => {
  it('makes the key and the server that gave it the only ones of the agent', async () => {
    const { pin } = await serverCertificate(home);
    const port = await serve();
    const agentHome = join(home, 'agent');
    const by = (word: string): Question => ({
      host: '127.0.0.1',
      port,
      timeoutMs: 5000,
      trust: { kind: 'first-sight' },
      request: { name: 'web01', password: word },
    });

    expect((await takeKey(agentHome, by('wrong'))).agent).toBeUndefined();
    expect(readServerPins(agentHome)).toEqual([]);
    for (const name of ['web01', 'web012']) {
      await takeKey(agentHome, by('secret'));
      expect(new KeyFile(agentHome).read().agents.map((one) => one.name)).toEqual([name]);
    }
    expect(readServerPins(agentHome)).toEqual([pin]);
    expect(new KeyFile(agentHome).read().agents[0]?.key).toBe(
      new KeyFile(home).read().agents[1]?.key,
    );
  });
});

describe('enrolTls', () => {
  it.each([
    { choice: { ciphers: 'nothing' }, code: 'ENROL_TLS' },
    { choice: { authority: '/nowhere' }, code: 'ENROL_TLS' },
    { choice: { certificate: '/nowhere' }, code: 'CERTIFICATE_UNUSABLE' },
  ])('refuses $choice', async ({ choice, code }) => {
    await expect(enrolTls(home, choice)).rejects.toMatchObject({ code });
  });
});

describe('a server of OSSEC', () => {
  it('is not remembered by its key, and takes the place of one that was', async () => {
    const { certificate, key } = await serverCertificate(home);
    const agentHome = join(home, 'agent');
    mkdirSync(join(agentHome, 'etc'), { recursive: true });
    writeFileSync(serverPinPath(agentHome), `${'ab'.repeat(32)}\n`);
    // As OSSEC's ossec-authd: TLS 1.2 alone, no name of a protocol, an end without a goodbye.
    const ossec = createServer({ cert: certificate, key, maxVersion: 'TLSv1.2' }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(`OSSEC K:'1024 web01 any ${'a'.repeat(64)}'\n\n`, () => socket.destroy());
      });
    });
    await new Promise<void>((resolve) => {
      ossec.listen(0, '127.0.0.1', resolve);
    });
    const { port } = ossec.address() as AddressInfo;
    const answer = await takeKey(agentHome, {
      host: '127.0.0.1',
      port,
      timeoutMs: 5000,
      trust: { kind: 'first-sight' },
      request: { name: 'web01', password: undefined },
    });
    ossec.close();

    expect(answer).toMatchObject({ isOwn: false, agent: { id: '1024' } });
    expect(readServerPins(agentHome)).toEqual([]);
    expect(new KeyFile(agentHome).read().agents).toHaveLength(1);
  });
});

describe('exposureOf', () => {
  it.each([
    { mode: 0o640, isTold: false },
    { mode: 0o600, isTold: false },
    { mode: 0o644, isTold: true },
    { mode: 0o642, isTold: true },
  ])('of mode $mode is told: $isTold', ({ mode, isTold }) => {
    writeFileSync(passwordPath(home), 'secret\n');
    chmodSync(passwordPath(home), mode);

    expect(exposureOf(passwordPath(home)) !== undefined).toBe(isTold);
  });

  it('is none of a file that is not there', () => {
    expect(exposureOf(join(home, 'none'))).toBeUndefined();
  });
});

describe('readPassword', () => {
  it.each([
    { text: 'secret\n', found: 'secret' },
    { text: 'secret', found: 'secret' },
    { text: 'secret\r\nmore\n', found: 'secret' },
    { text: ' s p \n', found: ' s p ' },
    { text: '\nsecret\n', found: '' },
    { text: '', found: '' },
  ])('reads $found from $text', ({ text, found }) => {
    writeFileSync(passwordPath(home), text);

    expect(readPassword(passwordPath(home))).toBe(found);
    expect(readFileSync(passwordPath(home), 'latin1')).toBe(text);
  });

  it('finds none where there is no file', () => {
    expect(readPassword(passwordPath(home))).toBeUndefined();
    mkdirSync(passwordPath(home));
    expect(() => readPassword(passwordPath(home))).toThrow(/EISDIR/);
  });
});
