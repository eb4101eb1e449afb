import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from './certificate/self-signed.ts';
import {
  certificatePaths,
  FleetError,
  pinOf,
  readServerPins,
  serverCertificate,
  serverPinPath,
  writeServerPin,
  type CertificatePaths,
} from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-cert-'));
let count = 0;
let home = '';
let paths: CertificatePaths;

beforeEach(() => {
  home = join(root, String(++count));
  for (const folder of ['etc', 'var/run']) mkdirSync(join(home, folder), { recursive: true });
  paths = certificatePaths(home);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('serverCertificate', () => {
  it('makes a pair that nobody but its owner and group can read', async () => {
    const made = await serverCertificate(home);

    expect(readFileSync(paths.certificate, 'latin1')).toBe(made.certificate);
    expect(readFileSync(paths.key, 'latin1')).toBe(made.key);
    for (const path of [paths.certificate, paths.key]) {
      expect(statSync(path).mode & 0o777).toBe(0o640);
    }
    expect(made.pin).toMatch(/^[0-9a-f]{64}$/);
    expect(existsSync(join(home, 'var/run/sslmanager.lock'))).toBe(false);
  });

  it('gives everybody who asks the same one', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => serverCertificate(home)));

    expect(new Set(all.map(({ certificate }) => certificate)).size).toBe(1);
    expect((await serverCertificate(home)).pin).toBe(all[0]?.pin);
  });

  it('keeps a key, and with it the pin, when the certificate is made again', async () => {
    const first = await serverCertificate(home);
    rmSync(paths.certificate);
    const second = await serverCertificate(home);

    expect(second.pin).toBe(first.pin);
    expect(second.certificate).not.toBe(first.certificate);
  });

  it.each([
    { what: 'a certificate without key', break: () => rmSync(paths.key) },
    {
      what: 'a key of another certificate',
      break: () => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        writeFileSync(paths.key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
      },
    },
    { what: 'no certificate', break: () => writeFileSync(paths.certificate, 'x') },
  ])('refuses $what', async (one) => {
    await serverCertificate(home);
    one.break();

    const failure = serverCertificate(home);
    await expect(failure).rejects.toBeInstanceOf(FleetError);
    await expect(failure).rejects.toMatchObject({ code: 'CERTIFICATE_UNUSABLE' });
  });

  it('tells that the files cannot be made', async () => {
    rmSync(join(home, 'etc'), { recursive: true });

    await expect(serverCertificate(home)).rejects.toMatchObject({ code: 'CERTIFICATE_UNUSABLE' });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('serves %s to a client that trusts it', async (kind) => {
    const { certificate, key, pin } = await serverCertificate(home);
    const server = createServer({ cert: certificate, key }, (socket) => socket.end('hello'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const [, servername = ''] =
      /DNS:([^,]+)/.exec(new X509Certificate(certificate).subjectAltName ?? '') ?? [];
    const client = connect({
      host: '127.0.0.1',
      port,
      ca: certificate,
      servername,
      minVersion: kind,
      maxVersion: kind,
    });
    await new Promise<void>((resolve, reject) => {
      client.once('secureConnect', resolve);
      client.once('error', reject);
    });

    expect(client.authorized).toBe(true);
    const peer = client.getPeerX509Certificate();
    expect(peer === undefined ? '' : pinOf(peer.publicKey)).toBe(pin);
    client.destroy();
    server.close();
  });
});

describe('selfSigned', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it.each([
    { nowMs: Date.UTC(2026, 0, 2), serial: 0, until: '2035' },
    { nowMs: Date.UTC(2045, 0, 2), serial: 0xff, until: '2054' },
  ])('is valid from now until $until', ({ nowMs, serial, until }) => {
    const facts = { hostName: 'a'.repeat(64), serial: new Uint8Array(16).fill(serial), nowMs };
    const made = new X509Certificate(selfSigned(privateKey, facts));

    expect(made.verify(made.publicKey)).toBe(true);
    expect(made.checkPrivateKey(createPrivateKey(privateKey.export(pkcs8)))).toBe(true);
    expect(made.ca).toBe(true);
    expect(Date.parse(made.validFrom)).toBeLessThan(nowMs);
    expect(new Date(made.validTo).getUTCFullYear()).toBe(Number(until));
    expect(made.checkHost('a'.repeat(64))).toBe('a'.repeat(64));
    expect(made.serialNumber).toHaveLength(32);
  });
});

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;

describe('the pins of servers', () => {
  const pin = 'ab'.repeat(32);

  it('are none where none was written', () => {
    expect(readServerPins(home)).toEqual([]);
  });

  it('are those that were written last', () => {
    writeServerPin(home, 'cd'.repeat(32));
    writeServerPin(home, pin);

    expect(readServerPins(home)).toEqual([pin]);
    expect(statSync(serverPinPath(home)).mode & 0o777).toBe(0o640);
  });

  it('may stand there in any number, with words for people', () => {
    writeFileSync(serverPinPath(home), `# both\n${pin}\r\n\n${'CD'.repeat(32)}\n`);

    expect(readServerPins(home)).toEqual([pin, 'cd'.repeat(32)]);
  });

  it.each(['x', pin.slice(1), `${pin}\n${pin} x`])('are refused as a whole: %j', (text) => {
    writeFileSync(serverPinPath(home), text);

    expect(() => readServerPins(home)).toThrow(/PIN_UNUSABLE/);
  });

  it('cannot be written where there is a folder', () => {
    mkdirSync(serverPinPath(home));

    expect(() => writeServerPin(home, pin)).toThrow(/PIN_UNUSABLE/);
    expect(() => readServerPins(home)).toThrow(/PIN_UNUSABLE/);
  });
});
