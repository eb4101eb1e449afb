import { mkdirSync, mkdtempSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { durableAlpn, encodeDurable } from '../../wire/index.ts';
import { Rejections } from '../agents/rejections.ts';
import type { TcpPort } from '../tcp.ts';
import { certificate, privateKey } from '../testing/certificate.ts';
import { DurablePeer } from '../testing/durable-bench.ts';
import { SimulatedAgent } from '../testing/simulated-agent.ts';
import { soon } from '../testing/soon.ts';
import { openDurablePort } from './durable-port.ts';
import { DurableServer } from './durable-server.ts';
import { Intake } from './intake.ts';

const web = new SimulatedAgent('001', 'web');
const opened: Socket[] = [];
let port: TcpPort;
let server: DurableServer;
let stored = 0;
let rejections: Rejections;

beforeEach(async () => {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-port-'));
  mkdirSync(join(home, 'queue/rids'), { recursive: true });
  stored = 0;
  rejections = new Rejections(
    () => 0,
    () => undefined,
  );
  server = new DurableServer({
    home,
    intake: new Intake({
      deliverBatch: () => {
        stored++;
        return Promise.resolve();
      },
    }),
    desk: { heard: () => undefined, tally: () => undefined },
    rejections,
    twin: () => undefined,
    renewed: () => undefined,
  });
  server.setAgents([web.entry]);
  const key = privateKey;
  port = await openDurablePort({ port: 0, localIp: '127.0.0.1', certificate, key, server });
});

afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  server.close();
  await port.close();
});

function dial(options: ConnectionOptions = {}): TLSSocket {
  const socket = connectTls({
    port: port.port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ALPNProtocols: [durableAlpn],
    ...options,
  });
  socket.on('error', () => undefined);
  opened.push(socket);
  return socket;
}

function dialPlain(): Socket {
  const socket = connect(port.port, '127.0.0.1');
  socket.on('error', () => undefined);
  opened.push(socket);
  return socket;
}

function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve));
}

describe('the port', () => {
  it('takes agents, whose proofs hold for the connection in which they are made', async () => {
    const socket = dial();
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    expect(socket.getProtocol()).toBe('TLSv1.3');
    expect(socket.alpnProtocol).toBe(durableAlpn);
    const label = 'EXPORTER-tocsin-durable-1';
    const exporter = socket.exportKeyingMaterial(32, label, Buffer.alloc(0));
    const peer = new DurablePeer();
    socket.on('data', (chunk: Buffer) => peer.stream.write(chunk));
    peer.connect(() => ({
      receive: (bytes) => void socket.write(bytes),
      ended: () => undefined,
      isOpen: true,
    }));
    await peer.greetLater(web.entry, exporter);
    await soon(() => peer.frames.at(-1)?.kind).toBe('welcome');
    expect(server.connected).toBe(1);
    socket.destroy();
    await soon(() => server.connected).toBe(0);
  });

  it.each([
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
    ['another protocol', { ALPNProtocols: ['h2'] }],
  ] satisfies [string, ConnectionOptions][])('takes no %s', async (_, options) => {
    const socket = dial(options);
    let isSecure = false;
    socket.on('secureConnect', () => (isSecure = true));
    await closed(socket);
    expect(isSecure).toBe(false);
  });

  it('ends with those who speak no TLS, or nothing that is expected', async () => {
    const plain = dialPlain();
    plain.write('GET / HTTP/1.1\r\n\r\n');
    await closed(plain);
    expect(rejections.count('tls')).toBe(1);

    const rude = dial();
    rude.write(encodeDurable('data', Buffer.alloc(100)));
    rude.on('data', () => undefined);
    await closed(rude);
    expect(stored).toBe(0);
  });

  it('has room for few of one address who say nothing', async () => {
    let open = 0;
    for (let i = 0; i < 80; i++) {
      const socket = dialPlain();
      open++;
      socket.on('close', () => open--);
    }
    await soon(() => open).toBe(64);

    for (const socket of opened.splice(0)) socket.destroy();
    await soon(() => open).toBe(0);
    const socket = dial();
    await new Promise((resolve) => socket.once('secureConnect', resolve));
  });

  it('cannot be had twice', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const taken = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const key = privateKey;
    await expect(
      openDurablePort({ port: taken, localIp: '127.0.0.1', certificate, key, server }),
    ).rejects.toMatchObject({ code: 'GATEWAY_BIND' });
    other.close();
  });
});
