import type { Buffer } from 'node:buffer';
import { createSocket, type Socket } from 'node:dgram';
import { GatewayError } from './gateway-error.ts';

const receiveBufferBytes = 8 * 1024 * 1024;

export interface UdpPort {
  /** The one that was asked for, or that the system gave. */
  readonly port: number;
  send(datagram: Buffer, port: number, address: string): void;
  close(): Promise<void>;
}

export type OnDatagram = (datagram: Buffer, address: string, port: number) => void;

/**
 * Listens for datagrams: on one address, or on all of both families. Throws GATEWAY_BIND. Failures
 * to send are nobody's business: datagrams may get lost anyway.
 */
export async function openUdpPort(
  port: number,
  localIp: string | undefined,
  onDatagram: OnDatagram,
): Promise<UdpPort> {
  const socket = await bindAny(port, localIp);
  socket.on('message', (datagram, { address, port: from }) => {
    onDatagram(datagram, plainAddress(address), from);
  });
  socket.on('error', () => undefined);
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
  } catch {
    // The system's own size then.
  }
  const mapped = socket.address().family === 'IPv6';
  return {
    port: socket.address().port,
    send(datagram, to, address) {
      const target = mapped && !address.includes(':') ? `::ffff:${address}` : address;
      socket.send(datagram, to, target, () => undefined);
    },
    async close() {
      await new Promise<void>((resolve) => {
        socket.close(() => resolve());
      });
    },
  };
}

/** IPv4 addresses that come through a socket for both families, as they are written elsewhere. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

async function bindAny(port: number, localIp: string | undefined): Promise<Socket> {
  if (localIp !== undefined) return bind(localIp.includes(':') ? 'udp6' : 'udp4', port, localIp);
  try {
    return await bind('udp6', port, '::');
  } catch (error) {
    // A system without IPv6.
    if (error instanceof GatewayError && error.isNoFamily) return bind('udp4', port, '0.0.0.0');
    throw error;
  }
}

async function bind(type: 'udp4' | 'udp6', port: number, address: string): Promise<Socket> {
  const socket = createSocket({ type, ipv6Only: false });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(new GatewayError(`${address} port ${port}/udp`, { cause: error }));
    });
    socket.bind({ port, address, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
