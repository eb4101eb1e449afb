import { Buffer } from 'node:buffer';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import {
  decodeBatch,
  exporterBytes,
  exporterLabel,
  type AgentEntry,
  type Tally,
} from '../../wire/index.ts';
import { Rejections } from '../agents/rejections.ts';
import { DurableServer } from '../durable/durable-server.ts';
import { Intake } from '../durable/intake.ts';
import { certificate, privateKey } from './certificate.ts';

export interface ListenerOptions {
  readonly home: string;
  readonly agents: readonly AgentEntry[];
  readonly tell: (text: string) => void;
  readonly aliveEveryMs?: number;
  /** What a peer gets in place of our server. */
  readonly impostor?: ((socket: TLSSocket) => void) | undefined;
}

/** A server of the durable protocol on a port of its own, and everything that it was brought. */
export class DurableListener {
  readonly texts: string[] = [];
  readonly tallies: (Tally & { readonly spool: string })[] = [];
  readonly sockets: TLSSocket[] = [];
  readonly server: DurableServer;
  readonly #listener = createServer({
    cert: certificate,
    key: privateKey,
    minVersion: 'TLSv1.3',
  });

  constructor({ home, agents, tell, aliveEveryMs, impostor }: ListenerOptions) {
    this.server = new DurableServer({
      home,
      intake: new Intake({
        deliverBatch: (bytes) => {
          const batch = decodeBatch(bytes);
          if (batch.kind === 'batch') this.texts.push(...batch.records.map(({ text }) => text));
          return Promise.resolve();
        },
      }),
      desk: {
        heard: (_, payload) => tell(payload),
        tally: (_, spool, tally) => this.tallies.push({ spool, ...tally }),
      },
      rejections: new Rejections(() => 0, tell),
      twin: ({ id }) => tell(`two of ${id}`),
      renewed: (agent, done) => {
        tell(`renewed ${agent.key}`);
        done();
      },
      aliveEveryMs: aliveEveryMs ?? 2000,
    });
    this.server.setAgents(agents);
    this.#listener.on('secureConnection', (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      (impostor ?? ((one: TLSSocket) => this.#serve(one)))(socket);
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.#listener.listen(0, '127.0.0.1', resolve);
    });
    return (this.#listener.address() as AddressInfo).port;
  }

  cut(): void {
    for (const socket of this.sockets.splice(0)) socket.destroy();
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await new Promise<void>((resolve) => {
      this.#listener.close(() => resolve());
    });
  }

  #serve(socket: TLSSocket): void {
    const peer = this.server.accept(
      {
        write: (bytes) => void (socket.writable && socket.write(bytes)),
        end: () => void socket.end(),
        pause: () => void socket.pause(),
        resume: () => void socket.resume(),
        exporter: () => socket.exportKeyingMaterial(exporterBytes, exporterLabel, Buffer.alloc(0)),
      },
      '127.0.0.1',
    );
    socket.on('data', (chunk: Buffer) => peer.receive(chunk));
    socket.on('close', () => peer.ended());
  }
}
