import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { ServerAddress } from '../../config/index.ts';
import { pinOf } from '../../fleet/index.ts';
import { durableAlpn, exporterBytes, exporterLabel } from '../../wire/index.ts';

const noContext = Buffer.alloc(0);

export interface StreamOptions {
  readonly server: ServerAddress;
  readonly localIp: string | undefined;
  /** For the connection and the TLS handshake together. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * A TLS connection to a server. Whose it is, is not known yet: the certificate is not checked
 * against any authority, because an agent knows its server by the key.
 */
export class ServerStream {
  readonly #socket: TLSSocket;
  /** SHA-256 of the server's public key, hexadecimal. */
  readonly pin: string;
  /** Why the connection ended, once it has. */
  problem: string | undefined;
  readonly closed: Promise<void>;
  /** All who write meanwhile wait for the same. */
  #drained: Promise<void> | undefined;

  private constructor(socket: TLSSocket, pin: string) {
    this.#socket = socket;
    this.pin = pin;
    socket.on('error', (error) => (this.problem ??= messageOf(error)));
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.problem ??= 'it closed the connection';
        resolve();
      });
    });
  }

  /** Answers why there is no connection. */
  static async open(options: StreamOptions): Promise<ServerStream | string> {
    const { server, localIp, timeoutMs, signal } = options;
    const { host, port } = server;
    const either = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const socket = connect({
      host,
      port,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [durableAlpn],
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(isIP(host) === 0 && { servername: host }),
      ...(localIp !== undefined && { localAddress: localIp }),
    });
    try {
      await once(socket, 'secureConnect', { signal: either });
      const certificate = socket.getPeerX509Certificate();
      if (certificate === undefined) throw new Error('it shows no certificate');
      socket.setNoDelay(true);
      return new ServerStream(socket, pinOf(certificate.publicKey));
    } catch (error) {
      socket.on('error', () => undefined);
      socket.destroy();
      return either.aborted ? 'it does not answer' : messageOf(error);
    }
  }

  onData(take: (chunk: Buffer) => void): void {
    this.#socket.on('data', take);
  }

  /** Resolves when more may be written. */
  async write(bytes: Buffer): Promise<void> {
    if (this.#socket.destroyed || this.#socket.write(bytes)) return;
    this.#drained ??= this.#whenDrained();
    await this.#drained;
  }

  async #whenDrained(): Promise<void> {
    await Promise.race([once(this.#socket, 'drain').catch(() => undefined), this.closed]);
    this.#drained = undefined;
  }

  exporter(): Buffer {
    return this.#socket.exportKeyingMaterial(exporterBytes, exporterLabel, noContext);
  }

  /** Ends the connection for a reason of our own. */
  fail(problem: string): void {
    this.problem ??= problem;
    this.close();
  }

  close(): void {
    this.#socket.destroy();
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  return code === 'ECONNREFUSED' ? 'nobody listens there' : error.message;
}
