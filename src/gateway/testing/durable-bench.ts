import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { decodeBatch } from '../../wire/index.ts';
import {
  agentProof,
  credentialOf,
  decodeAck,
  decodeChallenge,
  decodeRefuse,
  decodeWelcome,
  DurableFrameReader,
  encodeData,
  encodeDurable,
  encodeHello,
  packBundle,
  type AgentEntry,
  type DurableFrame,
  type Handshake,
  type LanePlace,
} from '../../wire/index.ts';
import type { DurableStream } from '../durable/connection.ts';
import type { AcceptedPeer } from '../durable/durable-server.ts';
import { soon } from './soon.ts';

/** The agent's side of a durable connection, without a socket: frame by frame. */
export class DurablePeer {
  readonly frames: DurableFrame[] = [];
  isEnded = false;
  isPaused = false;
  readonly stream: DurableStream;
  readonly #reader = new DurableFrameReader(8 * 2 ** 20);
  readonly #exporter = randomBytes(32);
  #peer: AcceptedPeer | undefined;

  constructor() {
    this.stream = {
      write: (bytes) => {
        this.#reader.add(bytes);
        for (let frame = this.#reader.next(); frame !== undefined; frame = this.#reader.next()) {
          this.frames.push({ kind: frame.kind, body: Buffer.from(frame.body) });
        }
      },
      end: () => {
        this.isEnded = true;
        this.#peer?.ended();
      },
      pause: () => void (this.isPaused = true),
      resume: () => void (this.isPaused = false),
      exporter: () => this.#exporter,
    };
  }

  connect(accept: (stream: DurableStream) => AcceptedPeer): this {
    this.#peer = accept(this.stream);
    return this;
  }

  say(bytes: Buffer): void {
    this.#peer?.receive(bytes);
  }

  hangUp(): void {
    this.#peer?.ended();
  }

  /** Shows who the agent is; answers the places of a welcome, or the refusal. */
  greet(
    { id, key }: Pick<AgentEntry, 'id' | 'key'>,
    spool = '0'.repeat(16),
    exporter = this.#exporter,
  ): readonly LanePlace[] | string {
    const agentNonce = randomBytes(32);
    this.say(encodeHello({ version: 1, id, nonce: agentNonce, spool }));
    const challenge = decodeChallenge(this.frames.at(-1)?.body ?? Buffer.alloc(0));
    const serverNonce = challenge?.nonce ?? Buffer.alloc(32);
    const handshake: Handshake = { exporter, id, spool, agentNonce, serverNonce };
    this.say(encodeDurable('proof', agentProof(credentialOf({ id, key }), handshake)));
    const last = this.frames.at(-1);
    if (last?.kind === 'welcome') return decodeWelcome(last.body)?.places ?? 'no welcome';
    return last?.kind === 'refuse' ? decodeRefuse(last.body) : 'no answer';
  }

  /** The same where answers take their time. */
  async greetLater(
    { id, key }: Pick<AgentEntry, 'id' | 'key'>,
    exporter: Buffer,
    spool = '0'.repeat(16),
  ): Promise<void> {
    const agentNonce = randomBytes(32);
    this.say(encodeHello({ version: 1, id, nonce: agentNonce, spool }));
    await soon(() => this.frames.length).toBe(1);
    const challenge = decodeChallenge(this.frames[0]?.body ?? Buffer.alloc(0));
    const serverNonce = challenge?.nonce ?? Buffer.alloc(32);
    const handshake: Handshake = { exporter, id, spool, agentNonce, serverNonce };
    this.say(encodeDurable('proof', agentProof(credentialOf({ id, key }), handshake)));
  }

  send(lane: number, from: number, next: number, batches: readonly Buffer[]): void {
    this.say(encodeData({ lane, from, next, ...packBundle(batches, 'zstd') }));
  }

  get acks(): readonly string[] {
    return this.frames.flatMap(({ kind, body }) => {
      const ack = kind === 'ack' ? decodeAck(body) : undefined;
      return ack === undefined ? [] : [`${ack.lane}:${ack.next}`];
    });
  }

  get controls(): readonly string[] {
    return this.frames.flatMap(({ kind, body }) => (kind === 'control' ? [body.toString()] : []));
  }
}

/** The texts of a batch. */
export function textsOf(batch: Buffer): readonly string[] {
  const decoded = decodeBatch(batch);
  return decoded.kind === 'batch' ? decoded.records.map(({ text }) => text) : [];
}
