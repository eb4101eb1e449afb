import { hasErrors, type Clock, type Diagnostic } from '../base/index.ts';
import type {
  Collector,
  CollectorOptions,
  CollectLog,
  Delivery,
  LocalfileConfig,
} from '../collect/index.ts';
import type { GuardFiles } from './guard-files.ts';
import { Syscheck, type ScanOrder } from '../integrity/index.ts';
import type { WatchedSource } from './guard-messages.ts';

/** What the guard needs of the files. */
export type FilesToGuard = Pick<GuardFiles, 'localfiles' | 'loopTimeoutSeconds' | 'diagnostics'> &
  Partial<Pick<GuardFiles, 'scan'>>;

export interface GuardOptions {
  readonly readFiles: () => FilesToGuard;
  readonly createCollector: (options: CollectorOptions) => Collector;
  /** Where records go; closed when collection ends. */
  readonly client: Delivery & { close(): Promise<void> };
  /** Whether scans of files share this thread. */
  readonly sharesThread?: boolean;
  readonly positionsPath: string;
  readonly hostname: string;
  readonly clock: Clock;
  readonly log: CollectLog;
  readonly onSources: (sources: readonly WatchedSource[]) => void;
  readonly onFailure: (error: unknown) => void;
  /** How often states of sources are compared with what was told. */
  readonly lookEveryMs: number;
  /** How long `stop` waits for records under way. */
  readonly stopWaitMs: number;
}

/** Collection on this machine: one collector at a time, over the sources that the files name. */
export class Guard {
  readonly #options: GuardOptions;
  #collector: Collector | undefined;
  #timer: NodeJS.Timeout | undefined;
  #syscheck: Syscheck | undefined;
  #told = '';
  /** Reloads and the stop wait for each other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Reads the files anew; with an error among what it answers nothing changed. */
  async apply(): Promise<readonly Diagnostic[]> {
    return this.#inTurn(async () => {
      const { localfiles, loopTimeoutSeconds, diagnostics, scan } = this.#options.readFiles();
      if (hasErrors(diagnostics)) return diagnostics;
      // The old one first: two collectors would write one positions file.
      await this.#end();
      await this.#begin(localfiles, loopTimeoutSeconds);
      this.#beginScans(scan);
      return diagnostics;
    });
  }

  /** Asks for an integrity scan now; false where nothing is to be scanned. */
  scan(): boolean {
    this.#syscheck?.scan();
    return this.#syscheck !== undefined;
  }

  /** Ends collection; positions are saved. */
  async stop(): Promise<void> {
    await this.#inTurn(() => this.#end());
    await this.#options.client.close();
  }

  async #begin(localfiles: readonly LocalfileConfig[], loopTimeoutSeconds: number): Promise<void> {
    const { client, positionsPath, clock, log, hostname, onFailure } = this.#options;
    const collector = this.#options.createCollector({
      localfiles,
      loopTimeoutSeconds,
      delivery: client,
      positionsPath,
      clock,
      log,
      hostname,
      onFailure,
      timing: { stopWaitMs: this.#options.stopWaitMs },
    });
    this.#collector = collector;
    await collector.start();
    this.#told = '';
    this.#tellSources(collector);
    this.#timer = setInterval(() => this.#tellSources(collector), this.#options.lookEveryMs);
  }

  #beginScans(order: ScanOrder | undefined): void {
    if (order === undefined) return;
    const { client, log, onFailure, sharesThread: isShared = false } = this.#options;
    const deliver = client.deliver.bind(client);
    this.#syscheck = new Syscheck({ order, isShared, deliver, log, onFailure });
    this.#syscheck.start();
  }

  async #end(): Promise<void> {
    clearInterval(this.#timer);
    const syscheck = this.#syscheck;
    this.#syscheck = undefined;
    await syscheck?.stop();
    const collector = this.#collector;
    this.#collector = undefined;
    await collector?.stop();
  }

  #tellSources(collector: Collector): void {
    const sources = collector
      .sources()
      .map(({ id, kind, state, reason }) => ({ id, kind, state, reason }));
    const text = JSON.stringify(sources);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.onSources(sources);
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(step);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
