import { Buffer } from 'node:buffer';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export const proofBytes = 32;

/** What both sides take out of the TLS connection: a proof holds for this connection alone. */
export const exporterLabel = 'EXPORTER-tocsin-durable-1';
export const exporterBytes = 32;
/** What both sides name in the TLS handshake; others may share the port one day. */
export const durableAlpn = 'tocsin/1';

const credentialBytes = 32;
const salt = 'tocsin durable 1';

/**
 * The secret by which an agent and its server know each other, from the agent's line in
 * `client.keys`: the same key serves OSSEC's protocol and this one, and neither reveals it.
 */
export function credentialOf({ id, key }: { readonly id: string; readonly key: string }): Buffer {
  const text = Buffer.from(key, 'latin1');
  const info = Buffer.from(id, 'latin1');
  return Buffer.from(hkdfSync('sha256', text, Buffer.from(salt), info, credentialBytes));
}

/** What a proof is about: everything that was said, in the connection in which it was said. */
export interface Handshake {
  /** `exporterBytes` bytes out of the TLS connection. */
  readonly exporter: Buffer;
  readonly id: string;
  readonly spool: string;
  readonly agentNonce: Buffer;
  readonly serverNonce: Buffer;
}

function proof(role: string, credential: Buffer, handshake: Handshake): Buffer {
  const { exporter, id, spool, agentNonce, serverNonce } = handshake;
  const mac = createHmac('sha256', credential);
  for (const part of [role, exporter, agentNonce, serverNonce, id, spool]) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    mac.update(Buffer.from([bytes.length])).update(bytes);
  }
  return mac.digest();
}

export function agentProof(credential: Buffer, handshake: Handshake): Buffer {
  return proof('agent', credential, handshake);
}

export function serverProof(credential: Buffer, handshake: Handshake): Buffer {
  return proof('server', credential, handshake);
}

/** Takes the same time whatever is wrong. */
export function isProof(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
