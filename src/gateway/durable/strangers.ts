import type { Socket } from 'node:net';

const allMax = 512;
const ofOneAddressMax = 64;

/** What is needed of a socket. */
export type StrangerSocket = Pick<Socket, 'remoteAddress' | 'remotePort' | 'destroy'>;

/** Both ends name a connection, on whichever layer; to be asked while it is open. */
export function connectionName({ remoteAddress = '', remotePort = 0 }: StrangerSocket): string {
  return `${remoteAddress} ${remotePort}`;
}

interface Stranger {
  readonly socket: StrangerSocket;
  readonly address: string;
}

/**
 * Connections of peers that have not shown who they are. There is room for few: of one address the
 * next one is refused, of all the oldest gives way, so that a crowd of them keeps no agent out for
 * long.
 */
export class Strangers {
  readonly #all = new Map<string, Stranger>();
  readonly #counts = new Map<string, number>();

  get size(): number {
    return this.#all.size;
  }

  /** False when the connection was refused. */
  add(socket: StrangerSocket): boolean {
    const address = socket.remoteAddress ?? '';
    const own = this.#counts.get(address) ?? 0;
    if (own >= ofOneAddressMax) {
      socket.destroy();
      return false;
    }
    const [oldest] = this.#all.keys();
    if (this.#all.size >= allMax && oldest !== undefined) {
      const { socket: victim } = this.#all.get(oldest) ?? {};
      this.remove(oldest);
      victim?.destroy();
    }
    this.#counts.set(address, own + 1);
    this.#all.set(connectionName(socket), { socket, address });
    return true;
  }

  /** It has shown who it is, or is gone. */
  remove(name: string): void {
    const stranger = this.#all.get(name);
    if (stranger === undefined) return;
    this.#all.delete(name);
    const left = (this.#counts.get(stranger.address) ?? 1) - 1;
    if (left > 0) this.#counts.set(stranger.address, left);
    else this.#counts.delete(stranger.address);
  }
}
