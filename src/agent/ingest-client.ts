import type { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { assert } from '../base/index.ts';
import { FrameReader } from '../wire/index.ts';
import type { IngestRecord } from '../wire/index.ts';
import { OutgoingBatches } from './outgoing-batches.ts';

const firstRetryMs = 50;
const lastRetryMs = 2000;
const inFlightMax = 8;

/** What collectors need: a promise that means "analysis will see this, whatever happens". */
export interface IngestClient {
  /**
   * Resolves once the analysis side holds the records durably; only then may a collector move its
   * cursor. Waits as long as it takes: while nobody listens, collectors hold back. Records keep
   * the order of the calls. Rejects only when the client is closed before.
   */
  deliver(records: readonly IngestRecord[]): Promise<void>;
  /** The same for records that are a batch already; it is stored as it is. */
  deliverBatch(batch: Buffer): Promise<void>;
  /** Whether a connection is open now. */
  readonly connected: boolean;
  /** Gives up what was not acknowledged; it will be collected again from the cursors. */
  close(): Promise<void>;
}

export interface IngestClientOptions {
  readonly socketPath: string;
  /** Tells connection changes, for status and logs. */
  readonly onConnection?: (connected: boolean) => void;
}

class SocketIngestClient implements IngestClient {
  readonly #options: IngestClientOptions;
  readonly #batches = new OutgoingBatches(inFlightMax);
  #socket: Socket | undefined = undefined;
  #connected = false;
  #closed = false;
  #retryMs = firstRetryMs;
  #retryTimer: NodeJS.Timeout | undefined = undefined;

  constructor(options: IngestClientOptions) {
    this.#options = options;
    this.#connect();
  }

  get connected(): boolean {
    return this.#connected;
  }

  async deliver(records: readonly IngestRecord[]): Promise<void> {
    assert(!this.#closed, 'deliver is not called on a closed client');
    const done = this.#batches.add(records);
    this.#send();
    await done;
  }

  async deliverBatch(batch: Buffer): Promise<void> {
    assert(!this.#closed, 'deliverBatch is not called on a closed client');
    const done = this.#batches.addBatch(batch);
    this.#send();
    await done;
  }

  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    this.#socket?.destroy();
    this.#batches.abandon();
    return Promise.resolve();
  }

  #connect(): void {
    const socket = connect(this.#options.socketPath);
    const reader = new FrameReader();
    this.#socket = socket;
    socket.on('connect', () => {
      this.#retryMs = firstRetryMs;
      this.#setConnected(true);
      for (const frame of this.#batches.unacknowledged()) socket.write(frame);
      this.#send();
    });
    socket.on('data', (chunk: Buffer) => {
      for (const { kind, sequence } of reader.push(chunk)) {
        if (kind === 'ack') this.#batches.acknowledge(sequence);
      }
      if (reader.problem !== undefined) socket.destroy();
      this.#send();
    });
    // An absent or a stale socket ends here as well; 'close' follows and tries again.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#reconnectLater());
  }

  #reconnectLater(): void {
    this.#setConnected(false);
    if (this.#closed) return;
    this.#retryTimer = setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }

  #setConnected(connected: boolean): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    this.#options.onConnection?.(connected);
  }

  #send(): void {
    if (!this.#connected) return;
    for (let frame = this.#batches.next(); frame !== undefined; frame = this.#batches.next()) {
      this.#socket?.write(frame);
    }
  }
}

/** Connects at once and for ever: an absent server is waited for. */
export function openIngestClient(options: IngestClientOptions): IngestClient {
  return new SocketIngestClient(options);
}
