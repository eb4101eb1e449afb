import type { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { latin1, limits } from '../../base/index.ts';
import {
  agentProof,
  batchMark,
  decodeData,
  decodeHello,
  decodeTally,
  DurableFrameReader,
  durableVersion,
  encodeAckOf,
  encodeChallenge,
  encodeDurable,
  encodeRefuse,
  encodeRekey,
  encodeWelcome,
  isProof,
  nonceBytes,
  openBundle,
  serverProof,
  strangerBytesMax,
  usableCompressions,
} from '../../wire/index.ts';
import type {
  Data,
  DurableFrame,
  Handshake,
  Hello,
  LanePlace,
  RefuseReason,
  Tally,
} from '../../wire/index.ts';

/** Bytes of one agent that wait for analysis; more stay in the network and at the agent. */
const ownBytesMax = 4 * 1024 * 1024;
const controlBytesMax = 6144;

/** The stream of an agent: TLS, or a pair of buffers in a test. */
export interface DurableStream {
  write(bytes: Buffer): void;
  /** Writes what is left and closes. */
  end(): void;
  pause(): void;
  resume(): void;
  /** Out of the TLS connection. */
  exporter(): Buffer;
}

/** An agent that has shown who it is. */
export interface Admitted {
  readonly spool: string;
  places(): readonly LanePlace[];
  /** Names the sources; undefined for bytes that are no batch. */
  relabel(batch: Buffer): Buffer | undefined;
  advance(lane: number, place: LanePlace): void;
  control(payload: string): void;
  tally(tally: Tally): void;
}

export interface ConnectionHooks {
  /** The secrets of the agent that says so of itself; nobody's where there is none. */
  credentials(hello: Hello): readonly Buffer[];
  /** The proof was right for the secret of that number: the agent is known from here on. */
  admit(hello: Hello, credential: number): Admitted;
  /** Resolves once analysis holds the batches. */
  store(batches: readonly Buffer[]): Promise<void>;
  isCrowded(): boolean;
  whenFree(resume: () => void): void;
  refused(reason: RefuseReason): void;
}

type State =
  | { readonly kind: 'hello' }
  | { readonly kind: 'proof'; readonly hello: Hello; readonly nonce: Buffer }
  | { readonly kind: 'open'; readonly agent: Admitted }
  | { readonly kind: 'closed' };

/** The server's side of one connection. Before a peer's proof nothing but its hello is kept. */
export class DurableConnection {
  readonly #stream: DurableStream;
  readonly #hooks: ConnectionHooks;
  readonly #reader = new DurableFrameReader(strangerBytesMax);
  #state: State = { kind: 'hello' };
  #bytes = 0;
  #isPaused = false;
  readonly #lookAgain = (): void => this.#account(0);
  /** Acks leave in the order in which the data came. */
  #acks: Promise<unknown> = Promise.resolve();

  constructor(stream: DurableStream, hooks: ConnectionHooks) {
    this.#stream = stream;
    this.#hooks = hooks;
  }

  get isOpen(): boolean {
    return this.#state.kind === 'open';
  }

  /** Whether the peer waits for us, and not we for it. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  receive(chunk: Buffer): void {
    this.#reader.add(chunk);
    this.#drain();
  }

  /** False before the agent is known. */
  send(kind: 'control' | 'alive', payload: Buffer): boolean {
    if (this.#state.kind !== 'open') return false;
    this.#stream.write(encodeDurable(kind, payload));
    return true;
  }

  /** Gives the agent another key; false before it is known. */
  rekey(key: string): boolean {
    if (this.#state.kind !== 'open') return false;
    this.#stream.write(encodeRekey(key));
    return true;
  }

  refuse(reason: RefuseReason): void {
    if (this.#state.kind === 'closed') return;
    this.#stream.write(encodeRefuse(reason));
    this.close();
    this.#hooks.refused(reason);
  }

  close(): void {
    this.#state = { kind: 'closed' };
    this.#stream.end();
  }

  #drain(): void {
    while (!this.#isPaused && this.#state.kind !== 'closed') {
      const frame = this.#reader.next();
      if (frame === undefined) break;
      this.#take(frame);
    }
    if (this.#reader.problem !== undefined) this.refuse('malformed');
  }

  #take(frame: DurableFrame): void {
    const state = this.#state;
    if (state.kind === 'hello' && frame.kind === 'hello') this.#hello(frame.body);
    else if (state.kind === 'proof' && frame.kind === 'proof') this.#proof(frame.body, state);
    else if (state.kind === 'open') this.#message(frame, state.agent);
    else this.refuse('malformed');
  }

  #hello(body: Buffer): void {
    const hello = decodeHello(body);
    if (hello === undefined) this.refuse('malformed');
    else if (hello.version !== durableVersion) this.refuse('version');
    else {
      const nonce = randomBytes(nonceBytes);
      this.#state = { kind: 'proof', hello, nonce };
      this.#stream.write(encodeChallenge({ nonce, compressions: usableCompressions }));
    }
  }

  #proof(body: Buffer, { hello, nonce }: { readonly hello: Hello; readonly nonce: Buffer }): void {
    const handshake: Handshake = {
      exporter: this.#stream.exporter(),
      id: hello.id,
      spool: hello.spool,
      agentNonce: hello.nonce,
      serverNonce: nonce,
    };
    const credentials = this.#hooks.credentials(hello);
    const number = credentials.findIndex((one) => isProof(body, agentProof(one, handshake)));
    const credential = credentials[number];
    if (credential === undefined) {
      this.refuse('proof');
      return;
    }
    const agent = this.#hooks.admit(hello, number);
    this.#state = { kind: 'open', agent };
    this.#reader.bytesMax = limits.frameBytes;
    const proof = serverProof(credential, handshake);
    this.#stream.write(encodeWelcome({ proof, places: agent.places() }));
  }

  #message({ kind, body }: DurableFrame, agent: Admitted): void {
    switch (kind) {
      case 'data':
        this.#data(body, agent);
        break;
      case 'control':
        if (body.length > controlBytesMax) this.refuse('malformed');
        else agent.control(latin1(body));
        break;
      case 'tally':
        this.#tally(body, agent);
        break;
      case 'alive':
        break;
      default:
        this.refuse('malformed');
    }
  }

  #tally(body: Buffer, agent: Admitted): void {
    const tally = decodeTally(body);
    if (tally === undefined) this.refuse('malformed');
    else agent.tally(tally);
  }

  #data(body: Buffer, agent: Admitted): void {
    const data = decodeData(body);
    if (data === undefined) {
      this.refuse('malformed');
      return;
    }
    const opened = openBundle(data);
    const batches = opened.kind === 'batches' ? opened.batches : [];
    const last = batches.at(-1);
    const named = batches.map((batch) => agent.relabel(batch));
    const sound = named.filter((batch) => batch !== undefined);
    if (last === undefined || sound.length < named.length) {
      this.refuse('malformed');
      return;
    }
    const place = { position: data.next, mark: batchMark(last) };
    this.#account(data.rawBytes);
    const stored = this.#hooks.store(sound).finally(() => this.#account(-data.rawBytes));
    this.#ack(stored, data, place, agent);
  }

  #ack(stored: Promise<void>, { lane, next }: Data, place: LanePlace, agent: Admitted): void {
    this.#acks = Promise.all([this.#acks, stored]).then(
      () => {
        agent.advance(lane, place);
        if (this.#state.kind === 'open') this.#stream.write(encodeAckOf({ lane, next }));
      },
      // Not safe, so no ack: the agent keeps it and comes again.
      () => this.close(),
    );
  }

  #account(bytes: number): void {
    this.#bytes += bytes;
    const isCrowded = this.#hooks.isCrowded();
    if (this.#bytes > ownBytesMax || isCrowded) {
      if (isCrowded) this.#hooks.whenFree(this.#lookAgain);
      if (this.#isPaused) return;
      this.#isPaused = true;
      this.#stream.pause();
    } else if (this.#isPaused) {
      this.#isPaused = false;
      this.#stream.resume();
      this.#drain();
    }
  }
}
