import type { Buffer } from 'node:buffer';
import { chmod, unlink } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { parseForward, type Forward } from './forward-line.ts';

const lineBytesMax = 4096;
const connectionsMax = 64;
const idleMs = 60_000;

/** Whom a message went to, by id; an agent that was not heard lately is not reached. */
export interface ForwardAnswer {
  readonly sent: readonly string[];
  readonly failed: readonly string[];
}

export interface ForwardServer {
  close(): Promise<void>;
}

/**
 * Takes lines for agents on `queue/alerts/ar`, and answers each with one line of JSON. Only who may
 * write to the socket gets so far.
 */
export async function openForwardServer(
  path: string,
  forward: (message: Forward) => ForwardAnswer,
): Promise<ForwardServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (sockets.size >= connectionsMax) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    serve(socket, forward);
  });
  await unlink(path).catch(() => undefined);
  await listen(server, path);
  await chmod(path, 0o660);
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
}

function serve(socket: Socket, forward: (message: Forward) => ForwardAnswer): void {
  let held = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    held += chunk.toString('latin1');
    const lines = held.split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) socket.write(`${JSON.stringify(answer(line, forward))}\n`);
    if (held.length > lineBytesMax) socket.destroy();
  });
}

function answer(line: string, forward: (message: Forward) => ForwardAnswer) {
  const message = line.length > lineBytesMax ? undefined : parseForward(line);
  return message === undefined ? { error: 'no message for an agent' } : forward(message);
}
