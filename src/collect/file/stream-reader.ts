import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { latin1 } from '../../base/index.ts';
import type { FlushReason } from '../../formats/index.ts';
import type { Courier } from '../courier.ts';
import type { FramedStream, StreamStart } from '../framed-stream.ts';
import type { FileCursor, Fingerprint } from '../positions.ts';
import { FINGERPRINT_BYTES, HEAD_BYTES, fingerprint } from './fingerprint.ts';

/** The stream and the file in which it was found. */
export interface StreamIdentity {
  readonly stream: string;
  readonly id: string;
}

export interface StreamReaderOptions {
  readonly identity: StreamIdentity;
  readonly framed: FramedStream;
  readonly courier: Courier;
  /** Called when the cursor moved. */
  readonly moved: () => void;
  /** Resolves once all cursors are on disk. */
  readonly secure: () => Promise<void>;
  /** The stream's first bytes, as many as a fingerprint takes, and those before the start. */
  readonly head: Buffer;
  readonly recent: Buffer;
  readonly changed: bigint;
}

/** Takes the bytes of one stream in order, delivers its records, and then moves the cursor. */
export class StreamReader {
  readonly identity: StreamIdentity;
  /** Time of last change that the file system told, in nanoseconds. */
  changed: bigint;
  /** Monotonic time at which bytes were last added. */
  grownAt = performance.now();
  #head: Buffer;
  #recent: Buffer;
  #resume: StreamStart;
  #seen: number;
  #tailBytes: Buffer;
  #headPrint: Fingerprint | undefined;
  #tailPrint: Fingerprint | undefined;
  readonly #framed: FramedStream;
  readonly #courier: Courier;
  readonly #moved: () => void;
  readonly #secure: () => Promise<void>;
  #secured = false;

  constructor(options: StreamReaderOptions) {
    this.identity = options.identity;
    this.changed = options.changed;
    this.#framed = options.framed;
    this.#courier = options.courier;
    this.#moved = options.moved;
    this.#secure = options.secure;
    this.#head = Buffer.from(options.head);
    this.#recent = Buffer.from(options.recent);
    this.#resume = this.#framed.resume;
    this.#seen = this.#framed.readOffset;
    this.#tailBytes = this.#recent;
  }

  get readOffset(): number {
    return this.#framed.readOffset;
  }

  /** The bytes before `readOffset`, by which a replaced content is noticed. */
  get recent(): Buffer {
    return this.#recent;
  }

  get pending(): boolean {
    return this.#framed.pending;
  }

  get unfinished(): boolean {
    return this.#framed.unfinished;
  }

  /** `data` may be reused by the caller once this has resolved. */
  async accept(data: Buffer): Promise<void> {
    if (this.#head.length < HEAD_BYTES && this.#head.length === this.readOffset) {
      const more = data.subarray(0, HEAD_BYTES - this.#head.length);
      this.#head = Buffer.concat([this.#head, more]);
    }
    this.#recent =
      data.length >= FINGERPRINT_BYTES
        ? Buffer.from(data.subarray(data.length - FINGERPRINT_BYTES))
        : Buffer.from(Buffer.concat([this.#recent, data]).subarray(-FINGERPRINT_BYTES));
    this.grownAt = performance.now();
    this.#framed.push(latin1(data));
    await this.#deliver();
  }

  async flush(reason: FlushReason): Promise<void> {
    this.#framed.flush(reason);
    await this.#deliver();
  }

  /** Where to begin again after a restart. */
  cursor(): FileCursor {
    this.#headPrint ??= fingerprint(this.#head.subarray(0, this.#seen));
    this.#tailPrint ??= fingerprint(this.#tailBytes);
    return {
      ...this.identity,
      ...this.#resume,
      head: this.#headPrint,
      seen: this.#seen,
      tail: this.#tailPrint,
      changed: String(this.changed),
    };
  }

  async #deliver(): Promise<void> {
    const records = this.#framed.take();
    if (records.length > 0) {
      await this.#introduce();
      await this.#courier.send(records);
    }
    this.#resume = this.#framed.resume;
    this.#sawAll();
    this.#moved();
  }

  /**
   * Before the first record of a stream leaves, its name and how to know its content again are on
   * disk: after a crash the records are found wherever rotation took them, under the same name.
   */
  async #introduce(): Promise<void> {
    if (this.#secured) return;
    this.#sawAll();
    await this.#secure();
    this.#secured = true;
  }

  #sawAll(): void {
    if (this.#seen < HEAD_BYTES) this.#headPrint = undefined;
    this.#seen = this.#framed.readOffset;
    this.#tailBytes = this.#recent;
    this.#tailPrint = undefined;
  }
}
