import { isIP } from 'node:net';
import type { X509Certificate } from 'node:crypto';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { pinOf } from '../fleet/index.ts';
import {
  enrolRequestText,
  ownAlpn,
  readAnswer,
  responseBytesMax,
  type EnrolAnswer,
  type EnrolRequest,
} from '../wire/index.ts';
import { EnrolError } from './enrol-error.ts';

/** How an agent makes sure that it talks to its server before it sends anything. */
export type Trust =
  /** It does not; the key that the server had is remembered. */
  | { readonly kind: 'first-sight' }
  /** In PEM; the certificate must also be of the host that was asked for. */
  | { readonly kind: 'authority'; readonly certificates: string }
  | { readonly kind: 'pin'; readonly pin: string };

export interface Question {
  readonly host: string;
  readonly port: number;
  readonly request: EnrolRequest;
  readonly trust: Trust;
  readonly tls?: Pick<ConnectionOptions, 'cert' | 'key' | 'ciphers'> | undefined;
  readonly timeoutMs: number;
}

export interface Answered extends EnrolAnswer {
  /** Of the server that answered. */
  readonly pin: string;
  /** Whether it is a server of ours, which speaks the durable protocol too. */
  readonly isOwn: boolean;
}

/**
 * Asks a server for a key. An end that is not as TLS wants it does no harm once the key is here.
 * Throws ENROL_UNREACHABLE, ENROL_NOT_TRUSTED or ENROL_TLS.
 */
export async function askForKey(question: Question): Promise<Answered> {
  const { request, timeoutMs } = question;
  const socket = await connected(question);
  try {
    const peer = trusted(socket, question);
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.write(enrolRequestText(request), 'latin1');
    const text = await readAll(socket);
    const isOwn = socket.alpnProtocol === ownAlpn;
    return { ...readAnswer(text), pin: pinOf(peer.publicKey), isOwn };
  } finally {
    socket.destroy();
  }
}

function connected({ host, port, trust, tls, timeoutMs }: Question): Promise<TLSSocket> {
  const where = `${host} port ${port}/tcp`;
  return new Promise((resolve, reject) => {
    const options: ConnectionOptions = {
      host,
      port,
      minVersion: 'TLSv1.2',
      ALPNProtocols: [ownAlpn],
      // Looked at once the handshake is done, before anything is sent.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(isIP(host) === 0 && { servername: host }),
      ...(trust.kind === 'authority' && { ca: trust.certificates }),
      ...tls,
    };
    let socket: TLSSocket;
    try {
      socket = connect(options);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      reject(new EnrolError('ENROL_TLS', reason, { cause }));
      return;
    }
    const patience = setTimeout(() => {
      socket.destroy(new Error(`no answer within ${timeoutMs / 1000} seconds`));
    }, timeoutMs);
    socket.once('secureConnect', () => {
      clearTimeout(patience);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (cause) => {
      clearTimeout(patience);
      reject(new EnrolError('ENROL_UNREACHABLE', `${where}: ${cause.message}`, { cause }));
    });
  });
}

/** The certificate of the server; throws unless it is the right one. */
function trusted(socket: TLSSocket, { host, trust }: Question): X509Certificate {
  const peer = socket.getPeerX509Certificate();
  if (peer === undefined) throw new EnrolError('ENROL_NOT_TRUSTED', 'no certificate');
  if (trust.kind === 'pin' && pinOf(peer.publicKey) !== trust.pin) {
    const message = `${host} has another key than the server that made the token`;
    throw new EnrolError('ENROL_NOT_TRUSTED', message);
  }
  if (trust.kind !== 'authority') return peer;
  if (!socket.authorized) {
    const reason = String(socket.authorizationError);
    throw new EnrolError('ENROL_NOT_TRUSTED', `the certificate of ${host} is not good: ${reason}`);
  }
  if (!isFor(peer, host)) {
    throw new EnrolError('ENROL_NOT_TRUSTED', `the certificate is not of ${host}`);
  }
  return peer;
}

/** One star may stand for the first part of a name; the subject counts where there are no names. */
function isFor(certificate: X509Certificate, host: string): boolean {
  if (isIP(host) !== 0 && certificate.checkIP(host) !== undefined) return true;
  const rules = {
    subject: 'default',
    partialWildcards: false,
    multiLabelWildcards: false,
  } as const;
  return certificate.checkHost(host, rules) !== undefined;
}

function readAll(socket: TLSSocket): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.length >= responseBytesMax) socket.destroy();
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
}
