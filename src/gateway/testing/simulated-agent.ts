import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import {
  agentEntry,
  AgentKey,
  nextCounter,
  noCounter,
  open,
  parseEnvelope,
  saltBytes,
  seal,
  type AgentEntry,
  type CipherMethod,
  type Counter,
} from '../../wire/index.ts';

/** The agent's side of the protocol, without a socket. */
export class SimulatedAgent {
  readonly entry: AgentEntry;
  readonly key: AgentKey;
  method: CipherMethod = 'aes';
  counter: Counter = noCounter;

  constructor(id: string, name: string, address = 'any', key = `${id}${'a'.repeat(61)}`) {
    const entry = agentEntry(id, name, address, key);
    if (entry === undefined) throw new Error(`${address} is no address`);
    this.entry = entry;
    this.key = new AgentKey(entry);
  }

  /** The line of `client.keys`. */
  get line(): string {
    const { id, name, address, key } = this.entry;
    return `${id} ${name} ${address} ${key}\n`;
  }

  /** The next datagram. */
  say(payload: string): Buffer {
    this.counter = nextCounter(this.counter);
    return this.sayAt(this.counter, payload);
  }

  sayAt(counter: Counter, payload: string): Buffer {
    const { entry, key, method } = this;
    const id = entry.isFixed ? undefined : entry.id;
    const salt = randomBytes(saltBytes);
    return seal(Buffer.from(payload, 'latin1'), { key, method, id, counter, salt });
  }

  /** What a server sent, read with this agent's key. */
  hear(datagram: Buffer): string {
    const envelope = parseEnvelope(datagram);
    if (envelope === undefined) throw new Error('no envelope');
    const opened = open(envelope, this.key);
    if (opened.kind === 'rejected') throw new Error(opened.reason);
    return opened.payload.toString('latin1');
  }
}

export const system = 'Linux web 6.1 #1 x86_64 - OSSEC HIDS v4.2.0';

export function keepalive(mergedMd5 = 'x', filler = ''): string {
  return `#!-${system}\n${mergedMd5} merged.mg\n\n${filler}`;
}
