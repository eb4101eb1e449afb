import type { Buffer } from 'node:buffer';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { limits } from '../../base/index.ts';
import { listenOn, plainAddress, type TcpPort } from '../tcp.ts';
import { SyslogFramer } from './syslog-framer.ts';
import { StreamFeed } from './stream-feed.ts';
import type { SyslogIntake } from './syslog-intake.ts';

const perSenderMax = 16;
const handshakeMs = 10_000;

export interface SyslogTcpOptions {
  readonly port: number;
  readonly localIp: string | undefined;
  readonly intake: SyslogIntake;
  /** Whether senders should wait. */
  readonly isCrowded: () => boolean;
  readonly connectionsMax: number;
  /** With these the stream is TLS. */
  readonly tls?: TlsOptions | undefined;
}

/** Streams of messages; senders wait while analysis is behind. Throws GATEWAY_BIND. */
export async function openSyslogTcp(options: SyslogTcpOptions): Promise<TcpPort> {
  const { intake, connectionsMax, tls } = options;
  const sockets = new Set<Socket>();
  const bySender = new Map<string, number>();
  /** Before a handshake costs anything: who is not allowed is not even answered. */
  const admit = (socket: Socket): boolean => {
    const address = plainAddress(socket.remoteAddress ?? '');
    const own = bySender.get(address) ?? 0;
    socket.on('error', () => undefined);
    if (!intake.admits(address)) {
      socket.destroy();
      return false;
    }
    if (sockets.size >= connectionsMax || own >= perSenderMax) {
      intake.drop(address, 'too many connections');
      socket.destroy();
      return false;
    }
    sockets.add(socket);
    bySender.set(address, own + 1);
    socket.on('close', () => {
      sockets.delete(socket);
      const left = (bySender.get(address) ?? 1) - 1;
      if (left > 0) bySender.set(address, left);
      else bySender.delete(address);
    });
    return true;
  };
  const server =
    tls === undefined ? createServer() : createTlsServer({ ...tls, handshakeTimeout: handshakeMs });
  server.on('connection', (socket: Socket) => {
    if (admit(socket) && tls === undefined) serve(socket, options);
  });
  server.on('secureConnection', (socket: Socket) => serve(socket, options));
  server.on('tlsClientError', ({ message }, socket: Socket) => {
    intake.drop(plainAddress(socket.remoteAddress ?? ''), `no TLS: ${message}`);
  });
  const port = await listenOn(server, options.port, options.localIp);
  return {
    port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function serve(socket: Socket, { intake, isCrowded }: SyslogTcpOptions): void {
  const address = plainAddress(socket.remoteAddress ?? '');
  const framer = new SyslogFramer(limits.lineBytes);
  const feed = new StreamFeed({
    offer: (message) => intake.offer(message, address),
    isCrowded,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  });
  let oversized = 0;
  socket.setKeepAlive(true, 60_000);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const messages = framer.push(chunk);
    for (; oversized < framer.oversized; oversized++) intake.drop(address, 'longer than 64 KiB');
    feed.add(messages);
  });
  socket.on('end', () => {
    feed.add(framer.end());
    socket.end();
  });
  socket.on('close', () => {
    const left = feed.close();
    for (let i = 0; i < left; i++) intake.drop(address, 'its connection broke');
  });
}
