import type { Buffer } from 'node:buffer';
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { ServerAddress } from '../../config/index.ts';

/** After so many datagrams the system is asked whether it still takes them. */
const waitEvery = 16;

export interface SocketHooks {
  datagram(datagram: Buffer): void;
  /** The system knows that the server cannot be reached. */
  problem(): void;
}

/** Datagrams to one server and back. */
export class ServerSocket {
  readonly #socket: Socket;
  readonly #hooks: SocketHooks;
  #sent = 0;
  /** Why the server cannot be reached, once the system says so. */
  problem: string | undefined;

  private constructor(socket: Socket, hooks: SocketHooks) {
    this.#socket = socket;
    this.#hooks = hooks;
    socket.on('message', (datagram) => hooks.datagram(datagram));
    socket.on('error', (error) => this.#fail(error));
  }

  /** Answers why there is no socket: no such host, no such address to send from. */
  static async open(
    { host, port }: ServerAddress,
    localIp: string | undefined,
    hooks: SocketHooks,
  ): Promise<ServerSocket | string> {
    try {
      const { address, family } = await lookup(host);
      const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
      await connected(socket, { host: address, port }, localIp);
      return new ServerSocket(socket, hooks);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Resolves when more may be sent; nothing is known about what arrives. */
  async send(datagram: Buffer): Promise<void> {
    if (++this.#sent % waitEvery !== 0) {
      this.#socket.send(datagram, (error) => this.#fail(error));
      return;
    }
    await new Promise<void>((resolve) => {
      this.#socket.send(datagram, (error) => {
        this.#fail(error);
        resolve();
      });
    });
  }

  close(): void {
    this.#socket.close();
  }

  #fail(error: Error | null): void {
    if (error === null) return;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
    this.problem ??= code === 'ECONNREFUSED' ? 'nobody listens there' : code;
    this.#hooks.problem();
  }
}

async function connected(
  socket: Socket,
  { host, port }: ServerAddress,
  localIp: string | undefined,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ port: 0, ...(localIp !== undefined && { address: localIp }) }, () => {
      socket.connect(port, host, () => {
        socket.removeAllListeners('error');
        resolve();
      });
    });
  });
}
