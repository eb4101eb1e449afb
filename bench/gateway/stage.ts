import { rmSync } from 'node:fs';
import { monotonicMs } from '../analysis/messages.ts';
import type { AgentEntry } from '../../src/wire/index.ts';
import { HomeChild, Helper } from './child.ts';
import type { Protocol } from './figures.ts';
import { serverHome } from './home.ts';
import type { SinkMessage } from './sink.ts';

const giveUpMs = 10_000;

/** A gateway that runs, and the journal behind it. */
export class Stage {
  readonly #home: string;
  readonly #sink: Helper<SinkMessage>;
  readonly gateway: HomeChild;

  private constructor(home: string, sink: Helper<SinkMessage>, gateway: HomeChild) {
    this.#home = home;
    this.#sink = sink;
    this.gateway = gateway;
  }

  static async open(agents: readonly AgentEntry[]): Promise<Stage> {
    const home = serverHome(agents);
    const sink = new Helper<SinkMessage>('sink', [home], home);
    await sink.next();
    const gateway = new HomeChild(home, 'gateway');
    await gateway.ready();
    return new Stage(home, sink, gateway);
  }

  get sinkPid(): number {
    return this.#sink.pid;
  }

  port(protocol: Protocol): number {
    const wire = protocol === 'udp' ? 'udp' : 'tcp';
    for (const text of this.gateway.log) {
      const [, port] = new RegExp(`port (\\d+)/${wire}`).exec(text) ?? [];
      if (port !== undefined) return Number(port);
    }
    throw new Error(`nobody listens for ${protocol}: ${this.gateway.log.join('; ')}`);
  }

  /** Resolves to what the journal has once it is `events`, or grows no more. */
  async taken(events: number): Promise<SinkMessage> {
    let last: SinkMessage = { events: 0, atMs: monotonicMs() };
    while (last.events < events) {
      const timer = Promise.withResolvers<undefined>();
      const late = setTimeout(() => timer.resolve(undefined), giveUpMs);
      const next = await Promise.race([this.#sink.next(), timer.promise]);
      clearTimeout(late);
      if (next === undefined) break;
      last = next;
    }
    return last;
  }

  async close(): Promise<void> {
    await this.gateway.stop();
    await this.#sink.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }
}
