import type { Buffer } from 'node:buffer';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import type { Clock } from '../base/index.ts';
import {
  acceptedText,
  ownAlpn,
  readRequest,
  refusedTexts,
  requestBytesMax,
  type AgentEntry,
  type EnrolRequest,
} from '../wire/index.ts';
import { EnrolDesk, type Admission, type Decision } from './desk.ts';
import { EnrolError } from './enrol-error.ts';
import { Guests } from './guests.ts';
import { RareLog } from './rare-log.ts';

/** For the handshake and the request together. */
const patienceMs = 30_000;
/** Between a refusal and the end of the connection, so that the agent reads all of it. */
const lingerMs = 1000;

export interface EnrolServerOptions {
  readonly home: string;
  readonly port: number;
  readonly localIp: string | undefined;
  /** Certificate, key, ciphers and, where agents need certificates, their authority. */
  readonly tls: TlsOptions;
  readonly admission: Admission;
  readonly isBound: boolean;
  readonly replaceAfterSeconds: number | undefined;
  readonly connectionsMax: number;
  readonly clock: Clock;
  readonly log: {
    readonly info: (text: string) => void;
    readonly warn: (text: string) => void;
    readonly error: (text: string) => void;
  };
  /** Called with each agent that got a key. */
  readonly enrolled?: (agent: AgentEntry) => void;
}

export interface EnrolServer {
  readonly port: number;
  /** Takes no more connections and waits for those that there are, but not for ever. */
  close(waitMs?: number): Promise<void>;
}

/** Gives keys to agents that ask for them over TLS. Throws ENROL_BIND. */
export async function openEnrolServer(options: EnrolServerOptions): Promise<EnrolServer> {
  const { log, clock, connectionsMax } = options;
  const clerk = new Clerk(options);
  const guests = new Guests(clock, connectionsMax);
  const rare = new RareLog(clock, log.warn);
  const sockets = new Set<Socket>();
  const server = createServer({
    ...options.tls,
    ALPNProtocols: [ownAlpn],
    handshakeTimeout: patienceMs,
  });
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket);
    socket.on('error', () => undefined);
    const problem = guests.enter(address);
    if (problem !== undefined) {
      rare.tell(`Enrolment from ${address} refused: ${problem}`);
      socket.destroy();
      return;
    }
    const patience = setTimeout(() => socket.destroy(), patienceMs);
    sockets.add(socket);
    socket.on('close', () => {
      clearTimeout(patience);
      sockets.delete(socket);
      guests.leave(address);
    });
  });
  server.on('secureConnection', (socket: Socket) => serve(socket, clerk, guests, rare));
  server.on('tlsClientError', (error, socket) => {
    const address = plainAddress(socket);
    guests.failed(address);
    rare.tell(`Enrolment from ${address} failed: ${error.message}`);
  });
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    async close(waitMs = 0) {
      const force = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, waitMs);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      clearTimeout(force);
    },
  };
}

/** What becomes of a request, and what is told of it. */
class Clerk {
  readonly #options: EnrolServerOptions;
  readonly #desk: EnrolDesk;

  constructor(options: EnrolServerOptions) {
    this.#options = options;
    this.#desk = new EnrolDesk(options);
  }

  get isOpen(): boolean {
    return this.#options.admission.kind === 'open';
  }

  async decide(request: EnrolRequest, source: string): Promise<Decision> {
    const decision = await this.#desk.decide(request, source);
    const { log, enrolled } = this.#options;
    if (decision.kind === 'added') {
      const { agent, replaced } = decision;
      const gone = replaced.map(({ id, name }) => `; ${id} ${name} gave way`).join('');
      log.info(
        `Agent ${agent.id} ${agent.name} (${agent.address}) enrolled from ${source}${gone}.`,
      );
      enrolled?.(agent);
    } else if (decision.kind === 'refused' && decision.cause instanceof Error) {
      log.error(`Nobody can enrol: ${decision.cause.message}`);
    }
    return decision;
  }
}

function serve(socket: Socket, clerk: Clerk, guests: Guests, rare: RareLog): void {
  const address = plainAddress(socket);
  let text = '';
  let isRead = false;
  const refuse = (why: string): void => {
    guests.failed(address);
    rare.tell(`Enrolment from ${address} refused: ${why}`);
    socket.destroy();
  };
  socket.on('error', () => undefined);
  // A handshake costs more than anything else here: whoever asks nothing after it has failed too.
  socket.on('close', () => {
    if (!isRead) guests.failed(address);
  });
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1').slice(0, requestBytesMax - text.length);
    const read = readRequest(text);
    if (read.kind === 'incomplete') return;
    isRead = true;
    // One request is one connection: what comes behind is not read.
    socket.removeAllListeners('data');
    socket.resume();
    if (read.kind === 'refused') {
      refuse('this is no request of an agent');
    } else if (clerk.isOpen && !guests.mayEnrolOpenly(address)) {
      refuse('too many agents at once');
    } else {
      void clerk.decide(read.request, address).then((decision) => {
        if (decision.kind === 'not-admitted') refuse('neither the password nor a valid token');
        else answer(socket, decision);
      });
    }
  });
}

function answer(
  socket: Socket,
  decision: Exclude<Decision, { readonly kind: 'not-admitted' }>,
): void {
  if (decision.kind === 'added') {
    socket.end(acceptedText(decision.agent), 'latin1');
    return;
  }
  for (const text of refusedTexts(decision.problem)) socket.write(text, 'latin1');
  setTimeout(() => socket.end(), lingerMs);
}

function plainAddress(socket: Socket): string {
  const address = socket.remoteAddress ?? '';
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

type Server = ReturnType<typeof createServer>;

async function listen(server: Server, { port, localIp }: EnrolServerOptions): Promise<void> {
  try {
    await tryListen(server, port, localIp ?? '::');
  } catch (error) {
    const cause = error instanceof EnrolError ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const hasNoFamily = code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
    if (!hasNoFamily || localIp !== undefined) throw error;
    await tryListen(server, port, '0.0.0.0');
  }
}

function tryListen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error): void => {
      const where = `cannot listen on ${host} port ${port}/tcp: ${cause.message}`;
      reject(new EnrolError('ENROL_BIND', where, { cause }));
    };
    server.once('error', failed);
    server.listen({ port, host, ipv6Only: false }, () => {
      server.off('error', failed);
      server.on('error', () => undefined);
      resolve();
    });
  });
}
