import type { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isErrno, ridsPath, SenderCounter, writeWhole } from '../../fleet/index.ts';
import {
  AgentKey,
  counterLine,
  isNewer,
  open,
  parseCounterLine,
  parseEnvelope,
  saltBytes,
  seal,
  type AgentEntry,
  type CipherMethod,
  type Counter,
} from '../../wire/index.ts';

/** An agent sends much in one sequence: fewer reservations, larger gaps, which nobody minds. */
const reserve = 4096;

export interface ChannelOptions {
  readonly home: string;
  readonly agent: AgentEntry;
  readonly method: CipherMethod;
  /** Whether the order of the server's counters is checked. */
  readonly verifyCounters: boolean;
}

/** Makes and opens datagrams with the agent's key; counters are in `queue/rids`. */
export class ClassicChannel {
  readonly #options: ChannelOptions;
  readonly #key: AgentKey;
  readonly #id: string | undefined;
  readonly #sender: SenderCounter;
  readonly #path: string;
  #heard: Counter;
  #isDirty = false;

  constructor(options: ChannelOptions) {
    const { home, agent } = options;
    this.#options = options;
    this.#key = new AgentKey(agent);
    this.#id = agent.isFixed ? undefined : agent.id;
    this.#sender = new SenderCounter(join(home, 'queue', 'rids', 'sender_counter'), reserve);
    this.#path = ridsPath(home, agent.id);
    this.#heard = parseCounterLine(readIfThere(this.#path));
  }

  /** Throws when the disk does not take the counter: a number must not be used twice. */
  seal(payload: Buffer): Buffer {
    return seal(payload, {
      key: this.#key,
      method: this.#options.method,
      id: this.#id,
      counter: this.#sender.next(),
      salt: randomBytes(saltBytes),
    });
  }

  /** What the server says; undefined for what it did not say now. */
  open(datagram: Buffer): Buffer | undefined {
    const envelope = parseEnvelope(datagram);
    if (envelope === undefined) return undefined;
    // The cipher is the configured one: the mark in the clear is nobody's word.
    const opened = open({ ...envelope, method: this.#options.method }, this.#key);
    if (opened.kind === 'rejected') return undefined;
    if (this.#options.verifyCounters && !isNewer(opened.counter, this.#heard)) return undefined;
    this.#heard = opened.counter;
    this.#isDirty = true;
    return opened.payload;
  }

  /** Writes what was heard last; throws when the disk does not take it. */
  save(): void {
    if (!this.#isDirty) return;
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o770 });
    writeWhole(this.#path, counterLine(this.#heard), 0o640);
    this.#isDirty = false;
  }

  close(): void {
    this.save();
    this.#sender.close();
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}
