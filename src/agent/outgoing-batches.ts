import type { Buffer } from 'node:buffer';
import { limits } from '../base/index.ts';
import type { FrameKind, IngestRecord } from '../wire/index.ts';
import {
  encodeBatch,
  encodedBytes,
  encodeFrame,
  frameHeaderBytes,
  joinBatches,
  joinedBytes,
} from '../wire/index.ts';

const batchBytesWanted = 1024 * 1024;
const batchRecordsMax = 16_384;
/** In one frame; each is an entry of the journal. */
const batchesMax = 1024;
const batchOverhead = frameHeaderBytes + 16;

/** The records cannot be delivered. `code` is stable and documented. */
export class IngestError extends Error {
  override readonly name = 'IngestError';
  readonly code: 'INGEST_CLOSED' | 'INGEST_RECORD_TOO_LARGE';

  constructor(code: IngestError['code'], detail: string) {
    super(`${code} ${detail}`);
    this.code = code;
  }
}

interface Delivery {
  /** Set for a delivery that is a batch already; it has no records. */
  readonly batch: Buffer | undefined;
  readonly records: readonly IngestRecord[];
  /** How many of the records are in batches already. */
  taken: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface InFlight {
  readonly sequence: number;
  readonly frame: Buffer;
  /** Deliveries whose last record is in this batch. */
  readonly completes: readonly Delivery[];
}

/**
 * Puts deliveries into batches, in order, and remembers each batch until it is acknowledged. What
 * waits for a free place goes together into the next batch, so many small deliveries cost one
 * round trip. No I/O here.
 */
export class OutgoingBatches {
  readonly #inFlightMax: number;
  #waiting: Delivery[] = [];
  #inFlight: InFlight[] = [];
  #sequence = 0;
  #abandoned = false;

  constructor(inFlightMax: number) {
    this.#inFlightMax = inFlightMax;
  }

  async add(records: readonly IngestRecord[]): Promise<void> {
    for (const record of records) {
      if (encodedBytes(record) + batchOverhead > limits.frameBytes) {
        throw new IngestError('INGEST_RECORD_TOO_LARGE', `${record.text.length} bytes`);
      }
    }
    if (records.length > 0) await this.#wait(records, undefined);
  }

  /** A batch goes as it is, perhaps together with others. */
  async addBatch(batch: Buffer): Promise<void> {
    if (batch.length + batchOverhead > limits.frameBytes) {
      throw new IngestError('INGEST_RECORD_TOO_LARGE', `${batch.length} bytes`);
    }
    await this.#wait([], batch);
  }

  async #wait(records: readonly IngestRecord[], batch: Buffer | undefined): Promise<void> {
    if (this.#abandoned) throw new IngestError('INGEST_CLOSED', 'nothing more is sent');
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ records, batch, taken: 0, resolve, reject });
    });
  }

  /** The next frame to send; undefined when all places are taken or nothing waits. */
  next(): Buffer | undefined {
    const [first] = this.#waiting;
    if (this.#inFlight.length >= this.#inFlightMax || first === undefined) return undefined;
    if (first.batch !== undefined) return this.#nextBatches();
    const records: IngestRecord[] = [];
    let bytes = batchOverhead;
    for (const delivery of this.#waiting) {
      if (delivery.batch !== undefined) break;
      bytes = takeInto(records, bytes, delivery);
      if (delivery.taken < delivery.records.length) break;
    }
    const open = this.#waiting.findIndex(
      ({ taken, records: all, batch }) => batch !== undefined || taken < all.length,
    );
    const completes = this.#waiting.splice(0, open === -1 ? this.#waiting.length : open);
    return this.#frame('batch', encodeBatch(records), completes);
  }

  /** Batches that wait one behind the other go over together. */
  #nextBatches(): Buffer {
    const batches: Buffer[] = [];
    let bytes = batchOverhead;
    for (const { batch } of this.#waiting) {
      if (batch === undefined) break;
      bytes += joinedBytes(batch);
      if (batches.length > 0 && (bytes > batchBytesWanted || batches.length >= batchesMax)) break;
      batches.push(batch);
    }
    const completes = this.#waiting.splice(0, batches.length);
    const [only] = batches;
    if (batches.length === 1 && only !== undefined) return this.#frame('batch', only, completes);
    return this.#frame('batches', joinBatches(batches), completes);
  }

  #frame(kind: FrameKind, body: Buffer, completes: readonly Delivery[]): Buffer {
    const sequence = ++this.#sequence;
    const frame = encodeFrame(kind, sequence, body);
    this.#inFlight.push({ sequence, frame, completes });
    return frame;
  }

  /** What a new connection has to hear again, in order. */
  unacknowledged(): readonly Buffer[] {
    return this.#inFlight.map(({ frame }) => frame);
  }

  /** The receiver holds this batch and all before it. */
  acknowledge(sequence: number): void {
    for (let first = this.#inFlight[0]; first !== undefined; first = this.#inFlight[0]) {
      if (first.sequence > sequence) return;
      this.#inFlight.shift();
      for (const { resolve } of first.completes) resolve();
    }
  }

  abandon(): void {
    this.#abandoned = true;
    const error = new IngestError('INGEST_CLOSED', 'closed before the receiver acknowledged');
    for (const { completes } of this.#inFlight) for (const { reject } of completes) reject(error);
    for (const { reject } of this.#waiting) reject(error);
    this.#inFlight = [];
    this.#waiting = [];
  }
}

/** Moves records into the batch until it is large enough; answers its new size. */
function takeInto(records: IngestRecord[], size: number, delivery: Delivery): number {
  let bytes = size;
  for (;;) {
    const record = delivery.records[delivery.taken];
    if (record === undefined) return bytes;
    const more = encodedBytes(record);
    const full = bytes + more > batchBytesWanted || records.length >= batchRecordsMax;
    if (full && records.length > 0) return bytes;
    records.push(record);
    bytes += more;
    delivery.taken++;
  }
}
