import type { Buffer } from 'node:buffer';
import { chmod, chown, stat, unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Clock } from '../base/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Frame } from '../wire/index.ts';
import { encodeAck, FrameReader, isBatch, splitBatches } from '../wire/index.ts';

const inFlightBytesMax = 16 * 1024 * 1024;
const inFlightBatchesMax = 64;

export interface IngestServerOptions {
  readonly socketPath: string;
  readonly journal: Journal;
  readonly clock: Clock;
}

/** Counts since start. */
export interface IngestCounts {
  readonly batches: number;
  readonly connections: number;
  /** Connections closed because of bytes that are no batch. */
  readonly refused: number;
}

export interface IngestServer {
  readonly counts: IngestCounts;
  /** Takes no more; what is in the journal already may still be acknowledged. */
  close(): Promise<void>;
}

interface Shared {
  readonly options: IngestServerOptions;
  readonly sockets: Set<Socket>;
  readonly counts: { batches: number; connections: number; refused: number };
}

/** The batches of a frame; undefined for bytes that are none. */
function batchesOf({ kind, body }: Frame): readonly Buffer[] | undefined {
  if (kind === 'ack') return undefined;
  const batches = kind === 'batch' ? [body] : splitBatches(body);
  return batches?.every(isBatch) === true ? batches : undefined;
}

/** One sender. Batches go to the journal as they come, acks come back in the same order. */
class IngestConnection {
  readonly #shared: Shared;
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  #bytes = 0;
  #batches = 0;

  constructor(shared: Shared, socket: Socket) {
    this.#shared = shared;
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => shared.sockets.delete(socket));
  }

  #receive(chunk: Buffer): void {
    for (const frame of this.#reader.push(chunk)) {
      const batches = batchesOf(frame);
      if (batches === undefined) {
        this.#refuse();
        return;
      }
      void this.#store(frame, batches);
    }
    if (this.#reader.problem !== undefined) this.#refuse();
  }

  async #store({ body, sequence }: Frame, batches: readonly Buffer[]): Promise<void> {
    const { options, counts } = this.#shared;
    this.#account(body.length, 1);
    try {
      const nowMs = options.clock();
      await Promise.all(batches.map((batch) => options.journal.append(batch, nowMs)));
    } catch {
      // Not safe, so no ack: the sender keeps it and comes again.
      this.#socket.destroy();
      return;
    }
    counts.batches += batches.length;
    this.#acknowledge(sequence);
    this.#account(-body.length, -1);
  }

  /** Batches that one write to the disk made safe are acknowledged by one write to the socket. */
  #acknowledge(sequence: number): void {
    const socket = this.#socket;
    if (!socket.writable) return;
    if (socket.writableCorked === 0) {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
    socket.write(encodeAck(sequence));
  }

  /** A sender that is faster than the disk waits in its own process, not in our memory. */
  #account(bytes: number, batches: number): void {
    this.#bytes += bytes;
    this.#batches += batches;
    if (this.#bytes > inFlightBytesMax || this.#batches > inFlightBatchesMax) {
      this.#socket.pause();
    } else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #refuse(): void {
    this.#shared.counts.refused++;
    this.#socket.destroy();
  }
}

/** Whether a process listens there. A socket file may be left from a process that was killed. */
export async function isAnswered(path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** The gateway may be another user of the home's group; only root has to say so. */
async function shareWithGroup(path: string): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const { gid } = await stat(dirname(path));
  await chown(path, 0, gid);
}

async function listen(server: Server, path: string): Promise<void> {
  if (await isAnswered(path)) throw new Error(`another process serves ${path}`);
  await unlink(path).catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // Whoever may write here is trusted: there is no other check of the peer.
  await chmod(path, 0o660);
  await shareWithGroup(path);
}

/** Rejects when the socket cannot be opened or another process answers on it. */
export async function openIngestServer(options: IngestServerOptions): Promise<IngestServer> {
  const counts = { batches: 0, connections: 0, refused: 0 };
  const shared: Shared = { options, sockets: new Set(), counts };
  const server = createServer((socket) => {
    counts.connections++;
    shared.sockets.add(socket);
    void new IngestConnection(shared, socket);
  });
  await listen(server, options.socketPath);
  return {
    counts,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of shared.sockets) socket.destroy();
      await closed;
    },
  };
}
