import type { LocalfileConfig, SourceStatus } from '../contract.ts';
import { Tail } from './tail.ts';
import type { TailContext } from './tail-context.ts';

/** All files of the configuration: makes a tail for each path and looks at them in turn. */
export class FileSources {
  readonly #tails = new Map<string, Tail>();
  readonly #context: TailContext;
  readonly #configs: readonly LocalfileConfig[];

  constructor(context: TailContext, configs: readonly LocalfileConfig[]) {
    this.#context = context;
    this.#configs = configs;
  }

  statuses(): readonly SourceStatus[] {
    return [...this.#tails.values()].map(({ counters }) => counters.status());
  }

  async start(): Promise<void> {
    for (const config of this.#configs) this.#add(config, config.location);
    await this.tick();
  }

  /** Looks at everything once. */
  async tick(): Promise<void> {
    await Promise.all([...this.#tails.values()].map((tail) => tail.wake()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#tails.values()].map((tail) => tail.close()));
  }

  #add(config: LocalfileConfig, path: string): void {
    const { store } = this.#context;
    if (config.format.kind !== 'lines' || this.#tails.has(path)) return;
    const saved = config.onlyFutureEvents ? undefined : store.file(path);
    const begin = store.wasWatched(config.location) && !config.onlyFutureEvents ? 'start' : 'end';
    const { framer } = config.format;
    const tail = new Tail(this.#context, { path, framer, begin, saved });
    this.#tails.set(path, tail);
    store.setFile(path, () => tail.position());
  }
}
