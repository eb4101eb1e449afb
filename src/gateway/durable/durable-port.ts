import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { durableAlpn, exporterBytes, exporterLabel } from '../../wire/index.ts';
import { listenOn, plainAddress, type TcpPort } from '../tcp.ts';
import type { DurableServer } from './durable-server.ts';
import { connectionName, Strangers } from './strangers.ts';

const handshakeMs = 10_000;
const noContext = Buffer.alloc(0);

export interface DurablePortOptions {
  readonly port: number;
  readonly localIp: string | undefined;
  readonly certificate: string;
  readonly key: string;
  readonly server: DurableServer;
}

/**
 * Listens for agents that speak the durable protocol. Throws GATEWAY_BIND. Whoever does not show
 * within ten seconds who he is is cut off, and there is room for few of those.
 */
export async function openDurablePort(options: DurablePortOptions): Promise<TcpPort> {
  const { certificate, key, server } = options;
  const sockets = new Set<Socket>();
  const strangers = new Strangers();
  const listener = createServer({
    cert: certificate,
    key,
    minVersion: 'TLSv1.3',
    ALPNProtocols: [durableAlpn],
    handshakeTimeout: handshakeMs,
  });
  listener.on('connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    const name = connectionName(socket);
    if (!strangers.add(socket)) return;
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      strangers.remove(name);
    });
  });
  listener.on('secureConnection', (socket) => serve(socket, server, strangers));
  listener.on('tlsClientError', (_error, socket) => {
    server.refusedTls(plainAddress(socket.remoteAddress ?? ''));
  });
  const port = await listenOn(listener, options.port, options.localIp);
  return {
    port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        listener.close(() => resolve());
      });
    },
  };
}

function serve(socket: TLSSocket, server: DurableServer, strangers: Strangers): void {
  const address = plainAddress(socket.remoteAddress ?? '');
  const name = connectionName(socket);
  const peer = server.accept(
    {
      write: (bytes) => void (socket.writable && socket.write(bytes)),
      end: () => socket.end(() => socket.destroy()),
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      exporter: () => socket.exportKeyingMaterial(exporterBytes, exporterLabel, noContext),
    },
    address,
  );
  const late = setTimeout(() => socket.destroy(), handshakeMs);
  const settle = (): void => {
    clearTimeout(late);
    strangers.remove(name);
  };
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const wasOpen = peer.isOpen;
    peer.receive(chunk);
    if (!wasOpen && peer.isOpen) settle();
  });
  socket.on('close', () => {
    settle();
    peer.ended();
  });
}
