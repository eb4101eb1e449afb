import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerAddress } from '../../config/index.ts';
import type { LinkLog, Session, SessionEnd } from './contract.ts';

const firstPauseMs = 1000;
const lastPauseMs = 60_000;

export interface ConnectorOptions {
  readonly servers: readonly ServerAddress[];
  readonly session: Session;
  /** How long a server that is not the first is used before the first is tried again. */
  readonly returnMs: number;
  readonly log: LinkLog;
  /** Answers 0 to 1: agents that lost one server at one time must not come back at one time. */
  readonly chance: () => number;
  readonly firstPauseMs?: number;
}

function nameOf({ host, port }: ServerAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Keeps one session going: with the first server that answers, later with the first again. */
export class Connector {
  readonly #options: ConnectorOptions;
  readonly #stop = new AbortController();
  #pauseMs: number;
  #told = '';
  #running: Promise<void> | undefined;

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.#pauseMs = options.firstPauseMs ?? firstPauseMs;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the session; what it has not heard of is sent again later. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { servers } = this.#options;
    const { signal } = this.#stop;
    let index = 0;
    while (!signal.aborted) {
      const server = servers[index];
      if (server === undefined) return;
      const { end, connected } = await this.#session(server, index);
      if (end.kind === 'stopped') return;
      if (end.kind === 'return') {
        index = 0;
        continue;
      }
      this.#tell(server, end, connected);
      // A server that was there a moment ago is the first to be asked again.
      if (!connected) index = (index + 1) % servers.length;
      if (connected || index === 0) await this.#pause();
    }
  }

  async #session(server: ServerAddress, index: number) {
    const { session, returnMs, log } = this.#options;
    let connected = false;
    const end = await session.run({
      server,
      endAfterMs: index === 0 ? undefined : returnMs,
      signal: this.#stop.signal,
      onConnected: () => {
        connected = true;
        this.#pauseMs = this.#options.firstPauseMs ?? firstPauseMs;
        this.#told = '';
        log.info(`Connected to the server ${nameOf(server)} (${session.protocol}).`);
      },
    });
    return { end, connected };
  }

  /** Each trouble once, until it is another one: a server may be away for days. */
  #tell(
    server: ServerAddress,
    end: Extract<SessionEnd, { readonly reason: string }>,
    connected: boolean,
  ): void {
    const what = connected ? 'The connection to the server' : 'The server';
    const text = `${what} ${nameOf(server)}: ${end.reason}.`;
    if (this.#told.includes(text)) return;
    this.#told = this.#told.length > 1000 ? text : `${this.#told}${text}`;
    this.#options.log.warn(text);
  }

  async #pause(): Promise<void> {
    const ms = this.#pauseMs * (0.5 + this.#options.chance() / 2);
    this.#pauseMs = Math.min(this.#pauseMs * 2, lastPauseMs);
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
