import { randomBytes } from 'node:crypto';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Origin } from '../event/index.ts';
import { ScanThread } from './scan-thread.ts';
import type { FromScan, ScanOrder, ScanStatus, ScanText, ToScan } from './scan-messages.ts';

const threadName = 'scan-main.';
const stopMs = 300;

/** This machine; a server rewrites the records of its agents. */
const localAgent = '000';

export interface IntegrityRecord {
  readonly queue: string;
  readonly location: string;
  readonly text: string;
  readonly origin: Origin;
}

export interface SyscheckOptions {
  readonly order: ScanOrder;
  /** Whether scans share the thread of this process: that takes less memory, and time from it. */
  readonly isShared?: boolean;
  /** Resolves once the next durable place has the records. */
  readonly deliver: (records: readonly IntegrityRecord[]) => Promise<void>;
  readonly log: { info(text: string): void; warn(text: string): void; error(text: string): void };
  readonly onFailure: (error: unknown) => void;
}

/** Integrity checking of this machine: a thread scans, its texts become records. */
export class Syscheck {
  readonly #options: SyscheckOptions;
  readonly #stream = randomBytes(6).toString('hex');
  #worker: Worker | undefined;
  #shared: ScanThread | undefined;
  #ended: Promise<unknown> | undefined;
  #next = 0;
  #queue: Promise<void> = Promise.resolve();
  #stopped = false;
  status: ScanStatus = { isScanning: false, files: 0, watched: 0, unwatched: 0 };

  constructor(options: SyscheckOptions) {
    this.#options = options;
  }

  start(): void {
    const { order, onFailure, isShared = false } = this.#options;
    if (isShared) {
      const tell = (message: FromScan): void => queueMicrotask(() => this.#hear(message));
      this.#shared = new ScanThread({ order, tell, clock: () => Date.now() });
      this.#ended = this.#shared.run().catch(onFailure);
      return;
    }
    const here = fileURLToPath(import.meta.url);
    const script = join(dirname(here), threadName + extname(here).slice(1));
    const worker = new Worker(script, { workerData: order });
    this.#worker = worker;
    worker.on('message', (message: FromScan) => this.#hear(message));
    worker.on('error', (error) => {
      if (!this.#stopped) onFailure(error);
    });
  }

  /** Asks for a scan now. */
  scan(): void {
    this.#tell({ kind: 'scan' });
  }

  /** What was not handed on is told again after the next start, as everything is. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#shared?.stop();
    await this.#ended;
    const worker = this.#worker;
    this.#tell({ kind: 'stop' });
    this.#worker = undefined;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => {
      worker.once('exit', resolve);
    });
    // A file that hangs must not hold up the stop.
    await Promise.race([ended, delay(stopMs, undefined, { ref: false })]);
    await worker.terminate();
  }

  #tell(message: ToScan): void {
    this.#worker?.postMessage(message);
    if (this.#shared === undefined) return;
    if (message.kind === 'taken') this.#shared.taken();
    else if (message.kind === 'scan') this.#shared.scanNow();
    else this.#shared.stop();
  }

  #hear(message: FromScan): void {
    if (message.kind === 'log') this.#options.log[message.level](message.text);
    else if (message.kind === 'status') this.status = message.status;
    else this.#queue = this.#queue.then(() => this.#deliver(message.texts));
  }

  async #deliver(texts: readonly ScanText[]): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#options.deliver(texts.map((one) => this.#record(one)));
      this.#tell({ kind: 'taken' });
    } catch (error) {
      if (!this.#stopped) this.#options.onFailure(error);
    }
  }

  #record({ queue, text }: ScanText): IntegrityRecord {
    const from = this.#next++;
    const source = 'syscheck';
    const origin = { agent: localAgent, source, stream: this.#stream, from, to: from + 1 };
    return { queue, location: queue === '8' ? 'syscheck' : 'rootcheck', text, origin };
  }
}
