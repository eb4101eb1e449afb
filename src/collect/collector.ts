import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { CollectTiming, Collector, CollectorOptions, SourceStatus } from './contract.ts';
import { CommandSource } from './command/command-source.ts';
import { Courier } from './courier.ts';
import { CutReports } from './cut-reports.ts';
import { Buffers } from './file/buffers.ts';
import { FileSources } from './file/file-sources.ts';
import { OpenFiles } from './file/open-files.ts';
import { Owners } from './file/owners.ts';
import { JournalSource } from './journald/journal-source.ts';
import { Notices } from './notices.ts';
import { PositionStore } from './position-store.ts';

const MAX_OPEN_FILES = 2048;
const defaultTiming: CollectTiming = {
  idleFlushMs: 2000,
  rotatedIdleMs: 5000,
  lingerMs: 60_000,
  saveEveryMs: 200,
  stopWaitMs: 1500,
  restartMs: 1000,
};

/** Reads the configured sources and hands their records on, each with its origin. */
export function createCollector(options: CollectorOptions): Collector {
  return new RunningCollector(options);
}

class RunningCollector implements Collector {
  readonly #options: CollectorOptions;
  readonly #timing: CollectTiming;
  readonly #courier: Courier;
  readonly #notices: Notices;
  readonly #cuts = new CutReports();
  readonly #store: PositionStore;
  readonly #files: FileSources;
  readonly #commands: readonly CommandSource[];
  readonly #journals: readonly JournalSource[];
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: CollectorOptions) {
    const { clock, log, hostname, positionsPath, localfiles, delivery } = options;
    this.#options = options;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#courier = new Courier(delivery, (error) => this.#failed(error));
    const everyMs = this.#timing.saveEveryMs;
    this.#store = new PositionStore({ path: positionsPath, everyMs, clock, log });
    this.#notices = new Notices(this.#courier);
    this.#files = new FileSources(
      {
        courier: this.#courier,
        notices: this.#notices,
        store: this.#store,
        buffers: new Buffers(),
        openFiles: new OpenFiles(options.maxOpenFiles ?? MAX_OPEN_FILES),
        owners: new Owners(),
        log,
        clock,
        hostname,
        timing: this.#timing,
      },
      localfiles.filter(({ format }) => format.kind === 'lines'),
    );
    this.#commands = this.#commandSources();
    this.#journals = this.#journalSources();
  }

  async start(): Promise<void> {
    await this.#store.load();
    await Promise.all([this.#files, ...this.#journals].map((source) => source.start()));
    this.#store.setLocations(this.#options.localfiles.map(({ location }) => location));
    await this.#store.save();
    for (const command of this.#commands) command.start();
    this.#schedule();
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#courier.stop();
    const closing = [this.#files, ...this.#commands, ...this.#journals].map((source) =>
      source.close(),
    );
    await Promise.race([Promise.all(closing), after(this.#timing.stopWaitMs)]);
    await this.#files.release();
    await this.#store.close();
  }

  sources(): readonly SourceStatus[] {
    const others = [...this.#commands, ...this.#journals].map((source) => source.status());
    return [...this.#files.statuses(), ...others];
  }

  #commandSources(): readonly CommandSource[] {
    const { localfiles, log } = this.#options;
    const start = randomBytes(6).toString('hex');
    return localfiles.flatMap((config, index) => {
      if (config.format.kind !== 'command') return [];
      const { format } = config.format;
      const stream = `${start}-${index}`;
      return [new CommandSource({ config, format, stream, courier: this.#courier, log })];
    });
  }

  #journalSources(): readonly JournalSource[] {
    const { localfiles, log, hostname, journalArguments: more = [] } = this.#options;
    const { restartMs } = this.#timing;
    const shared = { courier: this.#courier, store: this.#store, log, hostname, restartMs, more };
    return localfiles
      .filter(({ format }) => format.kind === 'journal')
      .map((config) => new JournalSource({ ...shared, config }));
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.#tick();
    }, this.#options.loopTimeoutSeconds * 1000);
  }

  async #tick(): Promise<void> {
    try {
      await this.#files.tick();
      await this.#tellCuts();
    } catch (error) {
      if (!this.#courier.stopped) this.#options.log.error(`looking at files: ${String(error)}`);
    }
    this.#schedule();
  }

  async #tellCuts(): Promise<void> {
    for (const { id, lines } of this.#cuts.due(this.sources(), performance.now())) {
      this.#options.log.warn(`${lines} lines of ${id} were too long and lost their end`);
      await this.#notices.cutLines(id, lines);
    }
  }

  #failed(error: unknown): void {
    this.#options.log.error(
      `collection stops because records cannot be handed on: ${String(error)}`,
    );
    this.#options.onFailure?.(error);
  }
}

async function after(milliseconds: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
