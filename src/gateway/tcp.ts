import type { AddressInfo, Server } from 'node:net';
import { GatewayError } from './gateway-error.ts';

/** A port for streams. */
export interface TcpPort {
  readonly port: number;
  close(): Promise<void>;
}

/** IPv4 addresses that come through a socket for both families, as they are written elsewhere. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/**
 * Listens on one address, or on all of both families; answers the port. Throws GATEWAY_BIND.
 */
export async function listenOn(
  server: Server,
  port: number,
  localIp: string | undefined,
): Promise<number> {
  const host = localIp ?? '::';
  try {
    await tryListen(server, port, host);
  } catch (error) {
    // A system without IPv6.
    const known = error instanceof GatewayError && error.isNoFamily && localIp === undefined;
    if (!known) throw error;
    await tryListen(server, port, '0.0.0.0');
  }
  return (server.address() as AddressInfo).port;
}

function tryListen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      reject(new GatewayError(`${host} port ${port}/tcp`, { cause: error }));
    };
    server.once('error', failed);
    server.listen({ port, host, ipv6Only: false }, () => {
      server.off('error', failed);
      server.on('error', () => undefined);
      resolve();
    });
  });
}
