import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { assert, latin1, type Clock } from '../../base/index.ts';
import { agentFileName } from '../../fleet/index.ts';
import {
  ackMessage,
  agentLocation,
  AgentKey,
  AgentTable,
  canSeal,
  datagramBytesMax,
  isControl,
  isHeartbeat,
  open,
  parseEnvelope,
  parseEventMessage,
  saltBytes,
  seal,
  startupMessage,
} from '../../wire/index.ts';
import type { AgentEntry, CipherMethod, Counter, RejectReason } from '../../wire/index.ts';
import type { Outbox } from '../outbox.ts';
import type { AgentDesk } from '../agents/agent-desk.ts';
import { StoredSequence } from './received-counters.ts';
import type { Rejection, Rejections } from '../agents/rejections.ts';
import type { SenderCounter } from '../../fleet/index.ts';
import { TwinWatch } from './twin-watch.ts';

/** An agent that was not heard for so long is not sent anything. */
const reachableMs = 2 * 600_000;
/** How often a rejected message may make this look at a counter's file. */
const recheckMs = 1000;

/** Sends a datagram from the port that the agent talked to. */
export type Reply = (datagram: Buffer, address: string, port: number) => void;

/** Where an agent can be reached, for a server that takes the place of this one. */
export interface KnownPeer {
  readonly entry: AgentEntry;
  readonly method: CipherMethod;
  readonly address: string;
  readonly port: number;
  readonly heardMs: number;
}

interface Peer {
  readonly reply: Reply;
  readonly address: string;
  readonly port: number;
  readonly heardMs: number;
}

/** What is known of an agent once one of its messages was authentic. */
interface Session {
  readonly stored: StoredSequence;
  method: CipherMethod;
  /** Of the last control message; replies go there. */
  peer: Peer | undefined;
  /** Where the last message came from that was taken. */
  address: string;
  checkedAtMs: number;
}

interface KnownAgent {
  readonly entry: AgentEntry;
  readonly key: AgentKey;
  session: Session | undefined;
}

export interface ClassicServerOptions {
  readonly home: string;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly counter: SenderCounter;
  readonly desk: AgentDesk;
  readonly rejections: Rejections;
  readonly warn: (text: string) => void;
  /** Told of an agent of which there are two, with the addresses of both. */
  readonly twin?: (agent: AgentEntry, addresses: readonly string[]) => void;
  /** Whether the order of counters is checked. */
  readonly verifyCounters: boolean;
}

/** One datagram as it came. */
export interface Arrival {
  readonly datagram: Buffer;
  readonly address: string;
  readonly port: number;
  readonly reply: Reply;
  readonly ciphers: 'any' | CipherMethod;
}

/**
 * The server side of OSSEC's protocol. Nothing is remembered of a datagram before its checksum
 * shows that it was made with the agent's key.
 */
export class ClassicServer {
  readonly #options: ClassicServerOptions;
  readonly #twins: TwinWatch;
  #table = new AgentTable([]);
  #agents = new Map<string, KnownAgent>();

  constructor(options: ClassicServerOptions) {
    this.#options = options;
    this.#twins = new TwinWatch(options.clock);
  }

  get agents(): readonly AgentEntry[] {
    return this.#table.agents;
  }

  /** Other agents from now on; what is known of those that stay is kept. */
  setAgents(entries: readonly AgentEntry[]): void {
    const agents = new Map<string, KnownAgent>();
    for (const entry of entries) {
      const known = this.#agents.get(entry.id);
      const stays = known?.entry.key === entry.key && known.entry.name === entry.name;
      const session = stays ? known.session : undefined;
      agents.set(entry.id, { entry, key: stays ? known.key : new AgentKey(entry), session });
    }
    for (const id of this.#agents.keys()) {
      if (agents.has(id)) continue;
      this.#options.desk.forget(id);
      this.#twins.forget(id);
    }
    this.#agents = agents;
    this.#table = new AgentTable(entries);
  }

  /** The agents that can be reached now. */
  get peers(): readonly KnownPeer[] {
    return [...this.#agents.values()].flatMap(({ entry, session }) => {
      const { peer, method } = session ?? {};
      if (peer === undefined || method === undefined) return [];
      const { address, port, heardMs } = peer;
      return [{ entry, method, address, port, heardMs }];
    });
  }

  /** Goes on with agents that another server knew, those whose keys are still the same. */
  adopt(peers: readonly KnownPeer[], reply: Reply): void {
    for (const { entry, method, address, port, heardMs } of peers) {
      const agent = this.#agents.get(entry.id);
      if (agent?.entry.key !== entry.key || agent.entry.name !== entry.name) continue;
      agent.session ??= this.#newSession(entry.id, method, address);
      agent.session.peer ??= { reply, address, port, heardMs };
    }
  }

  receive(arrival: Arrival): void {
    const problem = this.#receive(arrival);
    if (problem !== undefined) this.#options.rejections.add(problem, arrival.address);
  }

  /** Sends a message to an agent; false when it was not heard lately or the message is too long. */
  send(agentId: string, payload: Buffer): boolean {
    const agent = this.#agents.get(agentId);
    const peer = agent?.session?.peer;
    if (agent?.session === undefined || peer === undefined || !canSeal(payload)) return false;
    if (this.#options.clock() - peer.heardMs > reachableMs) return false;
    const { method } = agent.session;
    let counter: Counter;
    try {
      counter = this.#options.counter.next();
    } catch (error) {
      this.#options.warn(`Nothing can be sent to agents: ${String(error)}`);
      return false;
    }
    const salt = randomBytes(saltBytes);
    const datagram = seal(payload, { key: agent.key, method, counter, salt });
    peer.reply(datagram, peer.address, peer.port);
    return true;
  }

  /** Writes counters that changed; answers what the disk did not take. */
  saveCounters(): unknown[] {
    const failures: unknown[] = [];
    for (const { session } of this.#agents.values()) {
      if (session?.stored.isDirty !== true) continue;
      try {
        session.stored.save();
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }

  #receive(arrival: Arrival): Rejection | undefined {
    const { datagram, address, ciphers } = arrival;
    if (datagram.length === 0 || datagram.length > datagramBytesMax) return 'size';
    const envelope = parseEnvelope(datagram);
    if (envelope === undefined) return 'marker';
    const found = this.#table.find(envelope.id, address);
    if (found.kind !== 'agent') return found.kind;
    const { method } = envelope;
    if (ciphers !== 'any' && ciphers !== method) return 'cipher';
    const agent = this.#agents.get(found.agent.id);
    assert(agent !== undefined, 'agents of the table are known');
    const opened = open(envelope, agent.key);
    if (opened.kind === 'rejected') return opened.reason;
    agent.session ??= this.#newSession(agent.entry.id, method, address);
    const { session } = agent;
    const problem = this.#accept(session, opened.counter);
    if (problem !== undefined) {
      this.#noteTwin(agent.entry, session.address, address);
      return problem;
    }
    session.method = method;
    session.address = address;
    const payload = latin1(opened.payload);
    if (!isControl(payload)) return this.#event(agent.entry, session, payload);
    const { port, reply } = arrival;
    session.peer = { reply, address, port, heardMs: this.#options.clock() };
    this.#control(agent.entry, session, payload);
    return undefined;
  }

  #newSession(id: string, method: CipherMethod, address: string): Session {
    const { home, clock } = this.#options;
    const stored = new StoredSequence(home, id, () => clock().toString(36));
    return { stored, method, address, peer: undefined, checkedAtMs: Number.NEGATIVE_INFINITY };
  }

  #noteTwin(agent: AgentEntry, taken: string, refused: string): void {
    if (taken === refused || !this.#twins.refused(agent.id)) return;
    this.#options.twin?.(agent, [taken, refused]);
  }

  #accept(session: Session, counter: Counter): RejectReason | undefined {
    const { clock, verifyCounters } = this.#options;
    const { stored } = session;
    if (!verifyCounters) {
      stored.sequence.follow(counter, clock().toString(36));
      return undefined;
    }
    const problem = stored.sequence.accept(counter);
    if (problem === undefined || clock() - session.checkedAtMs < recheckMs) return problem;
    session.checkedAtMs = clock();
    return stored.reloadIfReplaced() ? stored.sequence.accept(counter) : problem;
  }

  #event(entry: AgentEntry, { stored }: Session, payload: string): Rejection | undefined {
    const event = parseEventMessage(payload);
    if (event === undefined) return 'event';
    if (isHeartbeat(event)) return undefined;
    const { stream, from, to } = stored.sequence.take();
    const taken = this.#options.outbox.add({
      queue: event.queue,
      location: agentLocation(entry, event.location),
      text: event.text,
      origin: { agent: entry.id, source: `agent:${agentFileName(entry)}`, stream, from, to },
    });
    if (!taken) stored.sequence.lose();
    return undefined;
  }

  #control(entry: AgentEntry, session: Session, payload: string): void {
    this.send(entry.id, Buffer.from(ackMessage, 'latin1'));
    if (payload.startsWith(startupMessage.trimEnd())) return;
    this.#options.desk.heard(entry, payload, session.method);
  }
}
