import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { signOfLife } from '../link/index.ts';
import type { LinkContext, Session, SessionEnd, SessionPlan } from '../link/index.ts';
import { SpoolReader } from '../spool/index.ts';
import { startupMessage } from '../../wire/index.ts';
import { ClassicChannel } from './channel.ts';
import type { EventPayload } from './event-payload.ts';
import { Sending, type SendingParts, type Started } from './sending.ts';
import { ServerSocket } from './server-socket.ts';

const saveMs = 1000;
const firstWaitMinMs = 100;

export interface ClassicTiming {
  /** Waiting times for an answer; after each the question is put again. */
  readonly answerWaitsMs: readonly number[];
  /** How long a lonely event waits until the server is asked about it. */
  readonly confirmMs: number;
}

const defaultTiming: ClassicTiming = { answerWaitsMs: [500, 1000, 2000, 3000], confirmMs: 2000 };

/**
 * OSSEC's protocol from the agent's side. It has no receipt for events, but every control message
 * is answered, and a server reads in order: so after a window of events the agent tells that it
 * lives, and only the answer confirms them. Without one they are sent again, to whichever server
 * answers next; a datagram that is lost on the way stays lost, and the server's ledger names it.
 */
export class ClassicSession implements Session {
  readonly protocol = 'udp';
  readonly #context: LinkContext;
  readonly #channel: ClassicChannel;
  readonly #timing: ClassicTiming;
  #answered: ((yes: boolean) => void) | undefined;
  #started: Started | undefined;
  /** Answers to what was asked more than once that may still come: they answer nothing else. */
  #late = 0;
  /** Since the question that is open was first put. */
  #answers = 0;
  #hasToldCut = false;
  /** Mean time of answers that came at the first try; unknown at the start. */
  #roundTripMs = Number.POSITIVE_INFINITY;

  constructor(context: LinkContext, verifyCounters: boolean, timing?: Partial<ClassicTiming>) {
    const { home, agent, client } = context;
    this.#context = context;
    this.#timing = { ...defaultTiming, ...timing };
    this.#channel = new ClassicChannel({ home, agent, method: client.cipher, verifyCounters });
  }

  close(): void {
    this.#onDisk(() => this.#channel.close());
  }

  async run(plan: SessionPlan): Promise<SessionEnd> {
    const { orders, client } = this.#context;
    const opened = await ServerSocket.open(plan.server, client.localIp, {
      datagram: (datagram) => this.#hear(datagram),
      problem: () => this.#answered?.(false),
    });
    if (typeof opened === 'string') return { kind: 'silent', reason: opened };
    const saving = setInterval(() => this.#onDisk(() => this.#channel.save()), saveMs);
    try {
      return await this.#talk(opened, plan);
    } finally {
      clearInterval(saving);
      opened.close();
      orders.reset();
    }
  }

  async #talk(socket: ServerSocket, plan: SessionPlan): Promise<SessionEnd> {
    const { spool } = this.#context;
    const isThere =
      (await this.#ask(socket, startupMessage, plan.signal)) &&
      (await this.#ask(socket, await signOfLife(this.#context, false), plan.signal));
    if (!isThere) return this.#gone(socket, plan.signal);
    plan.onConnected();
    const reader = new SpoolReader(spool, spool.confirmed);
    const wake = (): void => reader.close();
    plan.signal.addEventListener('abort', wake);
    const sending = new Sending(this.#parts(socket, plan, reader), this.#started);
    try {
      const end = await sending.run();
      return end === 'return' ? { kind: 'return' } : this.#gone(socket, plan.signal);
    } finally {
      this.#started = sending.started;
      plan.signal.removeEventListener('abort', wake);
      reader.close();
    }
  }

  #parts(socket: ServerSocket, plan: SessionPlan, reader: SpoolReader): SendingParts {
    const { client, spool } = this.#context;
    return {
      reader,
      signal: plan.signal,
      endAtMs: performance.now() + (plan.endAfterMs ?? Number.POSITIVE_INFINITY),
      notifyMs: client.notifySeconds * 1000,
      confirmMs: this.#timing.confirmMs,
      send: (event) => this.#sendEvent(socket, event),
      ask: async () => this.#ask(socket, await signOfLife(this.#context, false), plan.signal),
      isCut: () => socket.problem !== undefined,
      confirm: (lane, next) => spool.confirm(lane, next),
    };
  }

  async #sendEvent(socket: ServerSocket, { bytes, isCut }: EventPayload): Promise<void> {
    if (isCut && !this.#hasToldCut) {
      this.#hasToldCut = true;
      const text = 'A log is longer than a message of this protocol and loses its end.';
      this.#context.log.warn(text);
    }
    await socket.send(this.#channel.seal(bytes));
  }

  /** False when the server does not answer, however often it is asked. */
  async #ask(socket: ServerSocket, payload: string, signal: AbortSignal): Promise<boolean> {
    const bytes = Buffer.from(payload, 'latin1');
    let asked = 0;
    this.#answers = 0;
    for (const ms of this.#timing.answerWaitsMs) {
      const sentMs = performance.now();
      const answer = this.#answer(asked === 0 ? this.#firstWaitMs(ms) : ms, signal);
      await socket.send(this.#channel.seal(bytes));
      asked++;
      if (await answer) {
        if (asked === 1) this.#noteRoundTrip(performance.now() - sentMs);
        this.#late = Math.max(0, asked - this.#answers);
        return true;
      }
      // What was still to come from before would have come by now.
      this.#late = 0;
      if (signal.aborted || socket.problem !== undefined) return false;
    }
    return false;
  }

  /** A lost answer is waited for in vain: no longer than answers of this server take. */
  #firstWaitMs(mostMs: number): number {
    return Math.min(mostMs, Math.max(firstWaitMinMs, this.#roundTripMs * 4));
  }

  #noteRoundTrip(ms: number): void {
    this.#roundTripMs = Number.isFinite(this.#roundTripMs) ? (this.#roundTripMs * 7 + ms) / 8 : ms;
  }

  #answer(ms: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (yes: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', give);
        this.#answered = undefined;
        resolve(yes);
      };
      const give = (): void => done(false);
      const timer = setTimeout(give, ms);
      signal.addEventListener('abort', give);
      this.#answered = done;
      if (signal.aborted) give();
    });
  }

  #hear(datagram: Buffer): void {
    const payload = this.#channel.open(datagram);
    if (payload === undefined) return;
    if (this.#context.orders.take(payload) !== 'ack') return;
    this.#answers++;
    if (this.#late > 0) this.#late--;
    else this.#answered?.(true);
  }

  #gone(socket: ServerSocket, signal: AbortSignal): SessionEnd {
    if (signal.aborted) return { kind: 'stopped' };
    return { kind: 'silent', reason: socket.problem ?? 'it does not answer' };
  }

  #onDisk(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#context.log.error(`Counters cannot be saved: ${String(error)}`);
    }
  }
}
