import type { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import {
  agentProof,
  credentialOf,
  decodeChallenge,
  decodeRefuse,
  decodeWelcome,
  durableVersion,
  encodeDurable,
  encodeHello,
  isProof,
  nonceBytes,
  serverProof,
  type AgentEntry,
  type Compression,
  type DurableFrame,
  type Handshake,
  type LanePlace,
} from '../../wire/index.ts';

export type GreetingStep =
  /** Bytes to send; the server has the word. */
  | { readonly kind: 'say'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Both sides have shown who they are. */
  | {
      readonly kind: 'done';
      readonly places: readonly LanePlace[];
      readonly compressions: readonly Compression[];
    };

export interface GreetingOptions {
  readonly agent: AgentEntry;
  readonly spool: string;
  readonly exporter: Buffer;
}

/**
 * How an agent and a server show each other that they have the agent's key, without I/O. The proofs
 * hold for one TLS connection: whoever stands between two connections has two exporters.
 */
export class Greeting {
  readonly #options: GreetingOptions;
  readonly #credential: Buffer;
  readonly #nonce = randomBytes(nonceBytes);
  #handshake: Handshake | undefined;
  #compressions: readonly Compression[] = [];

  constructor(options: GreetingOptions) {
    this.#options = options;
    this.#credential = credentialOf(options.agent);
  }

  /** What the agent says first. */
  hello(): Buffer {
    const { agent, spool } = this.#options;
    return encodeHello({ version: durableVersion, id: agent.id, nonce: this.#nonce, spool });
  }

  take({ kind, body }: DurableFrame): GreetingStep {
    if (kind === 'refuse') return { kind: 'refused', reason: decodeRefuse(body) };
    if (kind === 'challenge' && this.#handshake === undefined) return this.#challenge(body);
    if (kind === 'welcome' && this.#handshake !== undefined) {
      return this.#welcome(body, this.#handshake);
    }
    return confused;
  }

  #challenge(body: Buffer): GreetingStep {
    const challenge = decodeChallenge(body);
    if (challenge === undefined) return confused;
    const { agent, spool, exporter } = this.#options;
    this.#compressions = challenge.compressions;
    this.#handshake = {
      exporter,
      id: agent.id,
      spool,
      agentNonce: this.#nonce,
      serverNonce: challenge.nonce,
    };
    const proof = agentProof(this.#credential, this.#handshake);
    return { kind: 'say', bytes: encodeDurable('proof', proof) };
  }

  #welcome(body: Buffer, handshake: Handshake): GreetingStep {
    const welcome = decodeWelcome(body);
    if (welcome === undefined) return confused;
    if (!isProof(welcome.proof, serverProof(this.#credential, handshake))) {
      return { kind: 'refused', reason: 'it does not know the key of this agent' };
    }
    return { kind: 'done', places: welcome.places, compressions: this.#compressions };
  }
}

const confused: GreetingStep = {
  kind: 'refused',
  reason: 'it does not speak the durable protocol',
};
