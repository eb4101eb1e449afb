import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import type { ReloadOutcome } from './messages.ts';

/** What the running supervisor does for `ossec-control`. */
export interface ControlActions {
  reload(): Promise<ReloadOutcome>;
}

export interface ControlServer {
  close(): Promise<void>;
}

export type ReloadAnswer =
  | ({ readonly kind: 'answer' } & ReloadOutcome)
  /** No supervisor listens. */
  | { readonly kind: 'unreachable'; readonly reason: string };

const requestBytesMax = 1024;

/** Requests are lines with one word; each is answered by one line of JSON. */
export async function openControlSocket(
  home: string,
  actions: ControlActions,
): Promise<ControlServer> {
  const path = socketPath(home);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    serve(socket, actions);
  });
  rmSync(path, { force: true }); // Its last owner was killed: this process holds the lock.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o660);
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function serve(socket: Socket, actions: ControlActions): void {
  let received = 0;
  socket.on('data', (chunk) => {
    received += chunk.length;
    if (received > requestBytesMax) socket.destroy();
  });
  createInterface({ input: socket }).on('line', (line) => {
    if (line !== 'reload') {
      socket.end('{"error":"unknown request"}\n');
      return;
    }
    void actions.reload().then((outcome) => socket.end(`${JSON.stringify(outcome)}\n`));
  });
}

/** Asks the supervisor of a home to read its files again; resolves when that is done. */
export function requestReload(home: string): Promise<ReloadAnswer> {
  return new Promise((resolve) => {
    const socket = connect(socketPath(home));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write('reload\n'));
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', (error) => {
      resolve({ kind: 'unreachable', reason: error.message });
    });
    socket.on('close', () => {
      resolve(parseAnswer(text));
    });
  });
}

function parseAnswer(text: string): ReloadAnswer {
  const gone = { kind: 'unreachable', reason: 'the supervisor ended meanwhile' } as const;
  if (!text.endsWith('\n')) return gone;
  const value = JSON.parse(text) as Partial<ReloadOutcome>;
  const { diagnostics, silent } = value;
  return diagnostics === undefined || silent === undefined
    ? gone
    : { kind: 'answer', diagnostics, silent };
}

/** Unix sockets take about a hundred bytes of path; seen from inside the home it is short. */
function socketPath(home: string): string {
  const path = join(home, 'var', 'run', 'tocsin.sock');
  const near = relative(process.cwd(), path);
  return near.length < path.length ? near : path;
}
