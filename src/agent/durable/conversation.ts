import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { readServerPins, writeServerPin } from '../../fleet/index.ts';
import {
  decodeAck,
  decodeRefuse,
  decodeRekey,
  encodeData,
  encodeDurable,
  encodeTally,
  packBundle,
  refuseWord,
  usableCompressions,
  type Compression,
  type DurableFrame,
  type LanePlace,
} from '../../wire/index.ts';
import { signOfLife } from '../link/index.ts';
import type { LinkContext, SessionEnd, SessionPlan } from '../link/index.ts';
import { laneNumber, lanes, SpoolReader, type SpoolEntry } from '../spool/index.ts';
import { FrameSource } from './frame-source.ts';
import { Greeting, type GreetingStep } from './greeting.ts';
import type { ServerStream } from './server-stream.ts';
import type { DurableTiming } from './timing.ts';
import { Window } from './window.ts';

const bundleBytes = 256 * 1024;
const windowBytes = 4 * 1024 * 1024;
const windowFrames = 64;

type Greeted = Extract<GreetingStep, { readonly kind: 'done' }>;
export type ConversationEnd = SessionEnd | { readonly kind: 'renamed' };

/** One connection: greeting, then data one way and acknowledgements and orders the other. */
export class Conversation {
  readonly #context: LinkContext;
  readonly #timing: DurableTiming;
  readonly #stream: ServerStream;
  readonly #plan: SessionPlan;
  readonly #frames: FrameSource;
  readonly #window = new Window(windowBytes, windowFrames);
  #reader: SpoolReader | undefined;
  #told: Buffer | undefined;
  /** What the server said when it ended the connection. */
  #refusal: string | undefined;

  constructor(
    context: LinkContext,
    timing: DurableTiming,
    stream: ServerStream,
    plan: SessionPlan,
  ) {
    this.#context = context;
    this.#timing = timing;
    this.#stream = stream;
    this.#plan = plan;
    this.#frames = new FrameSource(stream);
  }

  async run(): Promise<ConversationEnd> {
    const { home, spool } = this.#context;
    const pins = readServerPins(home);
    if (pins.length > 0 && !pins.includes(this.#stream.pin)) {
      return { kind: 'refused', reason: 'its key is not the one in etc/server.pin' };
    }
    const greeted = await this.#greet();
    if (greeted.kind !== 'done') return greeted;
    if (pins.length === 0) this.#pin();
    if (!(await this.#resume(greeted.places))) return { kind: 'renamed' };
    this.#plan.onConnected();
    const both = usableCompressions.filter((one) => greeted.compressions.includes(one));
    const reader = new SpoolReader(spool, spool.confirmed);
    this.#reader = reader;
    this.#frames.deliverTo((frame) => this.#hear(frame));
    void this.#stream.closed.then(() => reader.wake());
    const watch = setInterval(() => this.#keepAlive(), this.#timing.aliveMs);
    const telling = setInterval(() => this.#tellHowFar(), this.#timing.tallyMs);
    try {
      return await this.#send(reader, both.at(-1) ?? 'none');
    } finally {
      clearInterval(watch);
      clearInterval(telling);
      reader.close();
    }
  }

  async #greet(): Promise<Greeted | SessionEnd> {
    const { agent, spool } = this.#context;
    const exporter = this.#stream.exporter();
    const greeting = new Greeting({ agent, spool: spool.id, exporter });
    await this.#stream.write(greeting.hello());
    for (;;) {
      const frame = await this.#frames.next(this.#timing.answerMs);
      if (frame === undefined) return this.#gone();
      const step = greeting.take(frame);
      if (step.kind === 'refused') return { kind: 'refused', reason: step.reason };
      if (step.kind === 'done') return step;
      await this.#stream.write(step.bytes);
    }
  }

  /** The first server that knows the agent's key is its server from now on. */
  #pin(): void {
    const { home, log } = this.#context;
    writeServerPin(home, this.#stream.pin);
    log.info(`The server's key is kept in etc/server.pin: ${this.#stream.pin}.`);
  }

  /** False when the server means another spool of the same name. */
  async #resume(places: readonly LanePlace[]): Promise<boolean> {
    const { spool, log } = this.#context;
    for (const lane of lanes) {
      const place = places[laneNumber(lane)];
      if (place === undefined || place.position <= spool.confirmed[laneNumber(lane)]) continue;
      if (await spool.holds(lane, place)) spool.confirm(lane, place.position);
      else {
        spool.rename();
        log.warn(
          'The server knows another spool of this name: this machine is a copy, or set back.',
        );
        return false;
      }
    }
    return true;
  }

  async #send(reader: SpoolReader, compression: Compression): Promise<SessionEnd> {
    const { client } = this.#context;
    const { signal, endAfterMs = Number.POSITIVE_INFINITY } = this.#plan;
    const notifyMs = client.notifySeconds * 1000;
    const endAtMs = performance.now() + endAfterMs;
    let notifyAtMs = 0;
    while (!signal.aborted && this.#stream.problem === undefined) {
      const now = performance.now();
      const isLeaving = now >= endAtMs;
      if (isLeaving && this.#window.isEmpty) return { kind: 'return' };
      if (now >= notifyAtMs) {
        await this.#tellThatItLives();
        notifyAtMs = now + notifyMs;
      }
      const untilMs = Math.min(notifyAtMs, isLeaving ? notifyAtMs : endAtMs) - now;
      if (this.#window.isFull || isLeaving) {
        await reader.pause(untilMs);
        continue;
      }
      const entries = reader.takeMany(bundleBytes);
      if (entries.length === 0) await reader.wait(untilMs);
      else await this.#sendBundle(entries, compression);
    }
    return this.#gone();
  }

  async #sendBundle(entries: readonly SpoolEntry[], wanted: Compression): Promise<void> {
    const [first] = entries;
    const last = entries.at(-1);
    if (first === undefined || last === undefined) return;
    const { lane, from } = first;
    const { next } = last;
    const packed = packBundle(
      entries.map(({ bytes }) => bytes),
      wanted,
    );
    this.#window.add({ lane, next, bytes: packed.rawBytes });
    await this.#stream.write(encodeData({ lane: laneNumber(lane), from, next, ...packed }));
  }

  async #tellThatItLives(): Promise<void> {
    const text = await signOfLife(this.#context, true);
    await this.#stream.write(encodeDurable('control', Buffer.from(text, 'latin1')));
  }

  #tellHowFar(): void {
    const tally = encodeTally(this.#context.spool.status);
    if (this.#told?.equals(tally) === true) return;
    this.#told = tally;
    void this.#stream.write(tally);
  }

  #hear({ kind, body }: DurableFrame): void {
    switch (kind) {
      case 'ack':
        this.#acknowledged(body);
        break;
      case 'control':
        this.#context.orders.take(body);
        break;
      case 'rekey':
        this.#rekeyed(body);
        break;
      case 'refuse':
        this.#refused(body);
        break;
      case 'alive':
        break;
      default:
        this.#stream.fail('it does not speak the durable protocol');
    }
  }

  /**
   * Nobody but a copy of this machine connects with this spool while this connection lives: one of
   * the two has to take another name, and the server says which.
   */
  #refused(body: Buffer): void {
    const { spool, log } = this.#context;
    this.#refusal = decodeRefuse(body);
    if (refuseWord(body) === 'replaced') {
      spool.rename();
      log.warn(
        'Another machine uses the spool of this one: it is a copy. Going on under another name.',
      );
    }
    this.#stream.fail(this.#refusal);
  }

  #rekeyed(body: Buffer): void {
    const key = decodeRekey(body);
    if (key === undefined) this.#stream.fail('it gives a key that is none');
    else this.#context.rekey(key);
  }

  #acknowledged(body: Buffer): void {
    const ack = decodeAck(body);
    const lane = ack === undefined ? undefined : lanes[ack.lane];
    if (ack === undefined || lane === undefined || !this.#window.acknowledge(lane, ack.next)) {
      this.#stream.fail('it acknowledges what was not sent');
      return;
    }
    this.#context.spool.confirm(lane, ack.next);
    this.#reader?.wake();
  }

  #keepAlive(): void {
    const isSilent = performance.now() - this.#frames.heardMs > this.#timing.silentMs;
    if (this.#frames.isBroken) this.#stream.fail('it does not speak the durable protocol');
    else if (isSilent) this.#stream.fail('it does not answer');
    else void this.#stream.write(encodeDurable('alive'));
  }

  #gone(): SessionEnd {
    if (this.#plan.signal.aborted) return { kind: 'stopped' };
    if (this.#refusal !== undefined) return { kind: 'refused', reason: this.#refusal };
    return { kind: 'silent', reason: this.#stream.problem ?? 'it does not answer' };
  }
}
