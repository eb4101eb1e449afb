import { performance } from 'node:perf_hooks';
import type { Lane, SpoolEntry } from '../spool/index.ts';
import { decodeBatch } from '../../wire/index.ts';
import { eventPayload, type EventPayload } from './event-payload.ts';

/** So many events go out before the server must answer: they fit the buffers of any system. */
const windowEvents = 128;

/** An entry of which a server has answered for a part. */
export interface Started {
  readonly lane: Lane;
  readonly from: number;
  readonly events: number;
}

export interface SendingParts {
  readonly reader: {
    take(): SpoolEntry | undefined;
    wait(ms: number): Promise<void>;
  };
  readonly signal: AbortSignal;
  /** On the monotonic clock; infinity for never. */
  readonly endAtMs: number;
  readonly notifyMs: number;
  /** How long a lonely event waits until the server is asked. */
  readonly confirmMs: number;
  send(event: EventPayload): Promise<void>;
  /** Tells that this agent lives; false when the server does not answer. */
  ask(): Promise<boolean>;
  /** Whether the system knows that the server cannot be reached. */
  isCut(): boolean;
  confirm(lane: Lane, next: number): void;
}

/** Sends entries and has the server answer for them, window by window. */
export class Sending {
  readonly #parts: SendingParts;
  #started: Started | undefined;
  /** Sent since the last answer. */
  #unconfirmed = 0;
  #firstUnconfirmedMs = 0;
  #askedAtMs = performance.now();
  /** Entries sent whole since the last answer: the last one of each lane. */
  readonly #sentTo = new Map<Lane, number>();

  constructor(parts: SendingParts, started: Started | undefined) {
    this.#parts = parts;
    this.#started = started;
  }

  /** Where the next session goes on within an entry. */
  get started(): Started | undefined {
    return this.#started;
  }

  /** Until the server is silent, it is time to go, or all ends. */
  async run(): Promise<'silent' | 'return' | 'stopped'> {
    const { reader, signal, endAtMs } = this.#parts;
    while (!signal.aborted) {
      const now = performance.now();
      const dueMs = this.#dueAtMs();
      if (now >= endAtMs && this.#unconfirmed === 0) return 'return';
      if (this.#parts.isCut()) return 'silent';
      if (now >= dueMs) {
        if (!(await this.#checkpoint())) break;
        continue;
      }
      const entry = reader.take();
      if (entry === undefined) await reader.wait(Math.min(dueMs, endAtMs) - now);
      else if (!(await this.#sendEntry(entry))) break;
    }
    return signal.aborted ? 'stopped' : 'silent';
  }

  #dueAtMs(): number {
    const { notifyMs, confirmMs } = this.#parts;
    const notifyAtMs = this.#askedAtMs + notifyMs;
    if (this.#unconfirmed === 0) return notifyAtMs;
    return Math.min(notifyAtMs, this.#firstUnconfirmedMs + confirmMs);
  }

  /** False when the server did not answer within the entry. */
  async #sendEntry({ lane, from, next, bytes }: SpoolEntry): Promise<boolean> {
    const batch = decodeBatch(bytes);
    const records = batch.kind === 'batch' ? batch.records : [];
    const started = this.#started;
    const skip = started?.lane === lane && started.from === from ? started.events : 0;
    for (let i = skip; i < records.length; i++) {
      const record = records[i];
      if (record === undefined) break;
      if (this.#unconfirmed >= windowEvents) {
        if (!(await this.#checkpoint())) return false;
        this.#started = { lane, from, events: i };
      }
      if (this.#unconfirmed++ === 0) this.#firstUnconfirmedMs = performance.now();
      await this.#parts.send(eventPayload(record));
    }
    this.#sentTo.set(lane, next);
    return true;
  }

  /** The server answers for everything that was sent before. */
  async #checkpoint(): Promise<boolean> {
    if (!(await this.#parts.ask())) return false;
    this.#askedAtMs = performance.now();
    this.#unconfirmed = 0;

    for (const [lane, next] of this.#sentTo) this.#parts.confirm(lane, next);
    this.#sentTo.clear();
    return true;
  }
}
