import { performance } from 'node:perf_hooks';
import { toUtf8 } from '../../base/index.ts';
import type { CommandFormat } from '../../formats/index.ts';
import type { CollectedRecord, CollectLog, LocalfileConfig, SourceStatus } from '../contract.ts';
import { StoppedError } from '../courier.ts';
import type { Courier } from '../courier.ts';
import { LOCAL_AGENT } from '../framed-stream.ts';
import { SourceCounters } from '../source-counters.ts';
import { runCommand } from './run-command.ts';
import type { CommandResult } from './run-command.ts';

const MIN_LIMIT_MS = 60_000;

export interface CommandSourceOptions {
  readonly config: LocalfileConfig;
  readonly format: CommandFormat;
  /** New with each start: what a command said before is not there to be read again. */
  readonly stream: string;
  readonly courier: Courier;
  readonly log: CollectLog;
}

/** Runs one command again and again; a run that takes long delays the next, they never overlap. */
export class CommandSource {
  readonly #options: CommandSourceOptions;
  readonly #name: string;
  readonly #counters: SourceCounters;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #next = 0;

  constructor(options: CommandSourceOptions) {
    const { command, alias } = options.config;
    this.#options = options;
    this.#name = alias === '' ? command : alias;
    this.#counters = new SourceCounters(`command:${this.#name}`, 'command');
  }

  /** The first run comes one period after the start. */
  start(): void {
    this.#counters.set('watching');
    this.#wait(this.#options.config.frequencySeconds * 1000);
  }

  status(): SourceStatus {
    return this.#counters.status();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.abort();
    await this.#running;
  }

  #wait(milliseconds: number): void {
    if (this.#stop.signal.aborted) return;
    const begun = performance.now();
    // Timers take no more than 2^31 ms; a period may be longer.
    const part = Math.min(milliseconds, 2 ** 30);
    this.#timer = setTimeout(() => {
      const left = milliseconds - (performance.now() - begun);
      if (left > 1) this.#wait(left);
      else this.#running = this.#run();
    }, part);
  }

  async #run(): Promise<void> {
    const { config } = this.#options;
    const period = config.frequencySeconds * 1000;
    const begun = performance.now();
    const limit = Math.max(MIN_LIMIT_MS, period);
    const result = await runCommand(config.command, limit, this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    this.#tell(result);
    try {
      await this.#options.courier.send(this.#recordsOf(result));
    } catch (error) {
      if (error instanceof StoppedError) return;
      throw error;
    }
    this.#wait(Math.max(0, period - (performance.now() - begun)));
  }

  #recordsOf({ output, cut }: CommandResult): readonly CollectedRecord[] {
    const { format, stream } = this.#options;
    if (cut) this.#counters.cutLines++;
    return format.records(this.#name, output).map((record) => {
      const from = this.#next++;
      this.#counters.records++;
      this.#counters.bytes += record.text.length;
      if (record.cut) this.#counters.cutLines++;
      const source = this.#counters.id;
      const origin = { agent: LOCAL_AGENT, source, stream, from, to: from + 1 };
      return { queue: '1', location: this.#name, text: record.text, origin };
    });
  }

  #tell({ problem }: CommandResult): void {
    const news = this.#counters.set('watching', problem === '' ? '' : `the last run ${problem}`);
    if (!news || problem === '') return;
    this.#options.log.warn(`the command ${toUtf8(this.#name)} ${problem}`);
  }
}
