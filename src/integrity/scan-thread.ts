import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { readKnownPaths, writeKnownPaths } from './known-paths.ts';
import { Scanner } from './scanner.ts';
import type { FromScan, Pace, ScanOrder, ScanText } from './scan-messages.ts';
import { Schedule } from './schedule.ts';
import { Watcher } from './watcher.ts';

const batchTexts = 500;
/** Batches that were sent and are not safe yet. */
const underWayMax = 4;
/** How long one stretch of work may keep messages waiting. */
const stretchMs = 20;
/** Every file is read again at least this often, whatever its times say. */
const fullEveryMs = 24 * 60 * 60 * 1000;
const longestWaitMs = 2 ** 30;

export interface ScanThreadOptions {
  readonly order: ScanOrder;
  readonly tell: (message: FromScan) => void;
  readonly clock: () => number;
}

/** Scans when it is time and looks at what watches tell; may run in a thread of its own. */
export class ScanThread {
  readonly #options: ScanThreadOptions;
  readonly #scanner: Scanner;
  readonly #watcher: Watcher;
  readonly #schedule: Schedule;
  readonly #dirty: string[] = [];
  #texts: ScanText[] = [];
  #underWay = 0;
  #unwatched = 0;
  #isScanning = false;
  #lastFullMs = Number.NEGATIVE_INFINITY;
  #isAsked = false;
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(options: ScanThreadOptions) {
    const { order, tell } = options;
    this.#options = options;
    this.#schedule = new Schedule(order);
    this.#scanner = new Scanner({
      values: order,
      diffFolder: order.diffFolder,
      onEvent: (text) => this.#say('8', text),
      onWarning: (text) => tell({ kind: 'log', level: 'warn', text }),
      onFolder: (folder) => this.#watcher.add(folder),
    });
    this.#watcher = new Watcher({
      onPaths: (paths) => {
        this.#dirty.push(...paths);
        this.#wake();
      },
      onBurst: () => this.scanNow(),
      onRefused: (folder, reason) => this.#refused(folder, reason),
    });
  }

  get isScanning(): boolean {
    return this.#isScanning;
  }

  #savePaths(): void {
    writeKnownPaths(this.#options.order.pathsFile, this.#scanner.knownPaths());
  }

  scanNow(): void {
    this.#isAsked = true;
    this.#wake();
  }

  taken(): void {
    this.#underWay--;
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#watcher.close();
    this.#wake();
  }

  /** Resolves after `stop`. */
  async run(): Promise<void> {
    const { clock } = this.#options;
    this.#scanner.recall(readKnownPaths(this.#options.order.pathsFile));
    let dueMs = this.#schedule.first(clock());
    while (!this.#stopped) {
      if (this.#isAsked || clock() >= dueMs) {
        this.#isAsked = false;
        await this.#scan();
        dueMs = this.#schedule.next(clock());
      }
      await this.#lookAtDirty();
      await this.#flush();
      if (this.#dirty.length === 0 && !this.#isAsked) await this.#sleep(dueMs - clock());
    }
    this.#savePaths();
  }

  async #scan(): Promise<void> {
    const { clock, tell, order } = this.#options;
    const startMs = clock();
    const isFull = startMs - this.#lastFullMs >= fullEveryMs;
    this.#isScanning = true;
    this.#tellStatus();
    this.#say('9', 'Starting syscheck scan.');
    await this.#work(this.#scanner.scan(isFull), order.pace);
    this.#isScanning = false;
    if (this.#stopped) return;
    if (isFull) this.#lastFullMs = startMs;
    this.#savePaths();
    this.#say('9', 'Ending syscheck scan.');
    this.#say('8', 'syscheck-db-completed');
    await this.#flush();
    const { files, read, bytes } = this.#scanner.counts;
    const seconds = ((clock() - startMs) / 1000).toFixed(1);
    const megabytes = (bytes / 2 ** 20).toFixed(1);
    const text = `Integrity scan: ${files} files, ${read} read (${megabytes} MB) in ${seconds} s.`;
    tell({ kind: 'log', level: 'info', text });
    this.#tellStatus();
  }

  /** Steps with pauses; what watches tell in between is looked at in between. */
  async #work(steps: Generator<void>, pace: Pace): Promise<void> {
    let sincePause = 0;
    let stretchEnd = performance.now() + stretchMs;
    while (!this.#stopped && steps.next().done !== true) {
      sincePause++;
      if (pace.files > 0 && sincePause >= pace.files) {
        sincePause = 0;
        await delay(pace.pauseMs);
      } else if (performance.now() < stretchEnd && this.#texts.length < batchTexts) {
        continue;
      } else {
        await nextTurn();
      }
      await this.#lookAtDirty();
      if (this.#texts.length >= batchTexts) await this.#flush();
      stretchEnd = performance.now() + stretchMs;
    }
    // Closes the file under way.
    if (this.#stopped) steps.return(undefined);
  }

  async #lookAtDirty(): Promise<void> {
    let stretchEnd = performance.now() + stretchMs;
    while (this.#dirty.length > 0 && !this.#stopped) {
      const paths = this.#dirty.splice(0, 200);
      for (const path of paths) {
        // Of a folder that came or went the watches may be those of another one of its name.
        if (!this.#scanner.isFile(path)) this.#watcher.remove(path);
        for (const _step of this.#scanner.check(path)) {
          if (this.#texts.length >= batchTexts) await this.#flush();
          if (performance.now() < stretchEnd) continue;
          await nextTurn();
          stretchEnd = performance.now() + stretchMs;
        }
      }
      await this.#flush();
    }
  }

  #say(queue: ScanText['queue'], text: string): void {
    this.#texts.push({ queue, text });
  }

  /** Sends what there is; waits while too much of it is not safe. */
  async #flush(): Promise<void> {
    while (this.#underWay >= underWayMax && !this.#stopped) await this.#sleep(longestWaitMs);
    if (this.#texts.length === 0 || this.#stopped) return;
    this.#options.tell({ kind: 'texts', texts: this.#texts });
    this.#texts = [];
    this.#underWay++;
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, Math.min(milliseconds, longestWaitMs)));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #refused(folder: string, reason: string): void {
    // One line says it; the count is in the status.
    if (this.#unwatched++ > 0) return;
    const text = `Changes in ${folder} cannot be told at once, only by scans: ${reason}`;
    this.#options.tell({ kind: 'log', level: 'warn', text });
  }

  #tellStatus(): void {
    this.#options.tell({
      kind: 'status',
      status: {
        isScanning: this.#isScanning,
        files: this.#scanner.knownFiles,
        watched: this.#watcher.size,
        unwatched: this.#unwatched,
      },
    });
  }
}
