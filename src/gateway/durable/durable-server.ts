import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { assert, parseAddress } from '../../base/index.ts';
import { durablePlacesPath, nextKeysPath } from '../../fleet/index.ts';
import {
  agentLocation,
  credentialOf,
  keyChanceBytes,
  makeKey,
  proofBytes,
  relabelBatch,
} from '../../wire/index.ts';
import type { AgentEntry, Hello, RefuseReason } from '../../wire/index.ts';
import type { AgentDesk } from '../agents/agent-desk.ts';
import type { Rejections } from '../agents/rejections.ts';
import { DurableConnection, type Admitted, type DurableStream } from './connection.ts';
import type { Intake } from './intake.ts';
import { PendingKeys } from './pending-keys.ts';
import { Places } from './places.ts';

/** Each side says so often that it lives; who is silent for four times that is gone. */
const aliveEveryMs = 15_000;
const silentMs = 4 * aliveEveryMs;
/** How often it is told that there are two of an agent. */
const twinEveryMs = 3_600_000;
/** Saving takes one part in this many of the time, however many agents there are. */
const savingShare = 20;

export interface DurableServerOptions {
  readonly home: string;
  readonly intake: Intake;
  readonly desk: Pick<AgentDesk, 'heard' | 'tally'>;
  readonly rejections: Rejections;
  /** Told of an agent of which there are two, with the addresses of both. */
  readonly twin: (agent: AgentEntry, addresses: readonly string[]) => void;
  /** An agent uses its new key, which is to be kept; `done` once it is. */
  readonly renewed: (agent: AgentEntry, done: () => void) => void;
  readonly aliveEveryMs?: number;
}

/** What is known of an agent that connects. */
interface KnownAgent {
  readonly entry: AgentEntry;
  readonly credential: Buffer;
  /** Of each spool the newest; the one that was heard last is the last. */
  readonly connections: Map<string, Peer>;
}

interface Peer {
  readonly connection: DurableConnection;
  readonly address: string;
  heardMs: number;
  /** Takes it out of its agent's connections, once it has one. */
  leave: () => void;
}

/** For streams: what `accept` answers is told what arrives and when it ends. */
export interface AcceptedPeer {
  receive(chunk: Buffer): void;
  ended(): void;
  /** Whether it has shown who it is. */
  readonly isOpen: boolean;
}

/** The server side of the durable protocol: who the agents are, and what they are sent. */
export class DurableServer {
  readonly #options: DurableServerOptions;
  readonly #peers = new Set<Peer>();
  readonly #timer: NodeJS.Timeout;
  readonly #places: Places;
  readonly #pending: PendingKeys;
  #saveAfterMs = 0;
  /** When it was told of an agent that there are two. */
  readonly #toldTwins = new Map<string, number>();
  #agents = new Map<string, KnownAgent>();

  constructor(options: DurableServerOptions) {
    this.#options = options;
    this.#places = new Places(durablePlacesPath(options.home));
    this.#pending = new PendingKeys(nextKeysPath(options.home));
    const everyMs = options.aliveEveryMs ?? aliveEveryMs;
    this.#timer = setInterval(() => this.#keepAlive(), everyMs);
    this.#timer.unref();
  }

  /** Connections of agents that have shown who they are. */
  get connected(): number {
    let count = 0;
    for (const { connections } of this.#agents.values()) count += connections.size;
    return count;
  }

  /** Other agents from now on; those that are no more, or have another key, are cut off. */
  setAgents(entries: readonly AgentEntry[]): void {
    const agents = new Map<string, KnownAgent>();
    for (const entry of entries) {
      const known = this.#agents.get(entry.id);
      this.#dropPending(known?.entry, entry);
      if (known !== undefined && isSame(known.entry, entry)) agents.set(entry.id, known);
      else {
        const credential = credentialOf(entry);
        agents.set(entry.id, { entry, credential, connections: new Map() });
      }
    }
    for (const [id, known] of this.#agents) {
      if (agents.get(id) === known) continue;
      for (const { connection } of known.connections.values()) connection.refuse('proof');
    }
    this.#agents = agents;
    this.#places.keep((id) => agents.has(id));
    for (const id of this.#toldTwins.keys()) if (!agents.has(id)) this.#toldTwins.delete(id);
  }

  /** Takes a connection whose TLS handshake is done. */
  accept(stream: DurableStream, address: string): AcceptedPeer {
    const { intake, rejections } = this.#options;
    const connection = new DurableConnection(stream, {
      credentials: (hello) => this.#credentials(hello, address),
      admit: (hello, number) => this.#admit(hello, number, peer),
      store: (batches) => intake.add(batches),
      isCrowded: () => intake.isCrowded,
      whenFree: (resume) => intake.whenFree(resume),
      refused: (reason) => {
        const rejection = rejectionOf(reason);
        if (rejection !== undefined) rejections.add(rejection, address);
      },
    });
    const peer: Peer = {
      connection,
      address,
      heardMs: performance.now(),
      leave: () => undefined,
    };
    this.#peers.add(peer);
    return {
      get isOpen() {
        return connection.isOpen;
      },
      receive: (chunk) => {
        peer.heardMs = performance.now();
        connection.receive(chunk);
      },
      ended: () => {
        this.#peers.delete(peer);
        peer.leave();
      },
    };
  }

  /** Counts a peer with which there was no handshake. */
  refusedTls(address: string): void {
    this.#options.rejections.add('tls', address);
  }

  /** Sends a message to an agent; false when it is not connected. */
  send(agentId: string, payload: Buffer): boolean {
    const peers = [...(this.#agents.get(agentId)?.connections.values() ?? [])];
    return peers.at(-1)?.connection.send('control', payload) === true;
  }

  /**
   * Gives an agent another key; false when it is not connected. The old key holds until the agent
   * comes with the new one. Throws when the disk does not take it.
   */
  rekey(agentId: string): boolean {
    const agent = this.#agents.get(agentId);
    const peer = [...(agent?.connections.values() ?? [])].at(-1);
    if (agent === undefined || peer?.connection.isOpen !== true) return false;
    const { name, address } = agent.entry;
    const key = makeKey(agentId, name, address, randomBytes(keyChanceBytes));
    this.#pending.add(agentId, key);
    return peer.connection.rekey(key);
  }

  /** Writes how far the journal has each agent; answers what the disk did not take. */
  save(): unknown[] {
    if (!this.#places.isDirty || performance.now() < this.#saveAfterMs) return [];
    const begunMs = performance.now();
    try {
      this.#places.save();
      return [];
    } catch (error) {
      return [error];
    } finally {
      const nowMs = performance.now();
      this.#saveAfterMs = nowMs + savingShare * (nowMs - begunMs);
    }
  }

  /** Ends all connections; agents come again and go on where they were. */
  close(): void {
    clearInterval(this.#timer);
    for (const { connection } of this.#peers) connection.close();
    this.#peers.clear();
  }

  /** An id that nobody has gets a secret that nobody has: it is not told which ids there are. */
  #credentials({ id }: Hello, address: string): readonly Buffer[] {
    const agent = this.#agents.get(id);
    const bytes = parseAddress(address);
    if (agent === undefined || bytes === undefined || !agent.entry.admits(bytes)) {
      return [randomBytes(proofBytes)];
    }
    const key = this.#pending.of(id);
    const next = key === undefined ? [] : [credentialOf({ id, key })];
    return [agent.credential, ...next];
  }

  #admit({ id, spool }: Hello, credential: number, peer: Peer): Admitted {
    const agent = credential === 0 ? this.#agents.get(id) : this.#renew(id);
    assert(agent !== undefined, 'an agent is admitted in the turn in which it had a credential');
    const { desk } = this.#options;
    const { entry, connections } = agent;
    connections.get(spool)?.connection.refuse('replaced');
    connections.delete(spool);
    connections.set(spool, peer);
    const waiting = credential === 0 ? this.#pending.of(id) : undefined;
    // It did not keep the new key, or never heard of it.
    if (waiting !== undefined) setImmediate(() => peer.connection.rekey(waiting));
    peer.leave = () => {
      if (connections.get(spool) === peer) connections.delete(spool);
    };
    const places = this.#places;
    return {
      spool,
      places: () => places.of(id, spool),
      advance: (lane, place) => places.advance(id, spool, lane, place),
      relabel: (batch) =>
        relabelBatch(batch, ({ location, stream }) => ({
          location: agentLocation(entry, location),
          agent: entry.id,
          // Copies of a machine have the same files under the same names, but never one spool.
          stream: `${stream}@${spool}`,
        })),
      control: (payload) => desk.heard(entry, payload, 'durable'),
      tally: (tally) => desk.tally(entry, spool, tally),
    };
  }

  /** Two spools that both live are two machines; one may be what a broken connection left. */
  #lookForCopies({ entry, connections }: KnownAgent, nowMs: number, recentMs: number): void {
    if (connections.size < 2) return;
    const living = [...connections.values()].filter(({ heardMs }) => nowMs - heardMs < recentMs);
    const toldMs = this.#toldTwins.get(entry.id) ?? Number.NEGATIVE_INFINITY;
    if (living.length < 2 || nowMs - toldMs < twinEveryMs) return;
    this.#toldTwins.set(entry.id, nowMs);
    this.#options.twin(
      entry,
      living.slice(-2).map(({ address }) => address),
    );
  }

  /** Somebody else gave the agent a key: one that was on its way must not outlive that. */
  #dropPending(known: AgentEntry | undefined, { id, key }: AgentEntry): void {
    const pending = this.#pending.of(id);
    const isOther = known !== undefined && known.key !== key;
    if (pending !== undefined && isOther && pending !== key) this.#pending.remove(id);
  }

  /** The agent has shown that it has its new key: the old one is worth nothing from now on. */
  #renew(id: string): KnownAgent | undefined {
    const known = this.#agents.get(id);
    const key = this.#pending.of(id);
    if (known === undefined || key === undefined) return known;
    const entry = { ...known.entry, key };
    const renewed = { ...known, entry, credential: credentialOf(entry) };
    this.#agents.set(id, renewed);
    this.#options.renewed(entry, () => this.#pending.remove(id));
    return renewed;
  }

  #keepAlive(): void {
    const now = performance.now();
    const patience = silentMs * ((this.#options.aliveEveryMs ?? aliveEveryMs) / aliveEveryMs);
    for (const { connection, heardMs } of this.#peers) {
      if (now - heardMs > patience && !connection.isPaused) connection.close();
      else connection.send('alive', Buffer.alloc(0));
    }
    for (const agent of this.#agents.values()) this.#lookForCopies(agent, now, patience / 2);
  }
}

function isSame(a: AgentEntry, b: AgentEntry): boolean {
  return a.key === b.key && a.name === b.name && a.address === b.address;
}

/** What the server did itself is no attack. */
function rejectionOf(reason: RefuseReason): 'proof' | 'frame' | undefined {
  if (reason === 'proof') return 'proof';
  return reason === 'malformed' || reason === 'version' ? 'frame' : undefined;
}
