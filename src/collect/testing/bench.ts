import { appendFileSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseLogFormat } from '../../formats/index.ts';
import { createCollector } from '../collector.ts';
import type { CollectedRecord, Collector, CollectorOptions, LocalfileConfig } from '../contract.ts';

/** A `<localfile>` block for a test. */
export function localfile(
  location: string,
  format = 'syslog',
  more: Partial<LocalfileConfig> = {},
): LocalfileConfig {
  const chosen = parseLogFormat(format);
  if (!('name' in chosen) || chosen.kind === 'bad-option' || chosen.kind === 'windows') {
    throw new Error(`not a usable format: ${format}`);
  }
  return {
    location,
    format: chosen,
    command: '',
    alias: '',
    frequencySeconds: 360,
    onlyFutureEvents: false,
    at: undefined,
    ...more,
  };
}

/** A folder of a test's own, with what a collector that runs in it delivered and logged. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'tocsin-collect-'));
  readonly records: CollectedRecord[] = [];
  readonly logged: string[] = [];
  #running: Collector[] = [];

  path(name: string): string {
    return join(this.folder, name);
  }

  append(name: string, text: string): void {
    appendFileSync(this.path(name), text, 'latin1');
  }

  /** Whether this process has a file of the folder open under a name that begins so. */
  holdsOpen(name: string): boolean {
    return this.openFiles().some((path) => path.startsWith(this.path(name)));
  }

  /** Paths of the files of the folder that this process has open. */
  openFiles(): readonly string[] {
    const links = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return []; // The one that listed the folder.
      }
    });
    return links.filter((path) => path.startsWith(`${this.folder}/`));
  }

  /** Texts delivered so far, without the collector's own notices. */
  texts(): readonly string[] {
    return this.records
      .filter(({ origin }) => origin.source !== 'notice:collector')
      .map(({ text }) => text);
  }

  notices(): readonly string[] {
    return this.records
      .filter(({ origin }) => origin.source === 'notice:collector')
      .map(({ text }) => text);
  }

  async start(
    localfiles: readonly LocalfileConfig[],
    options: Partial<CollectorOptions> = {},
  ): Promise<Collector> {
    const note = (message: string): void => {
      this.logged.push(message);
    };
    const collector = createCollector({
      localfiles,
      delivery: {
        deliver: async (records) => {
          this.records.push(...records);
        },
      },
      positionsPath: this.path('.positions.json'),
      clock: Date.now,
      log: { info: note, warn: note, error: note },
      hostname: 'box',
      loopTimeoutSeconds: 0.05,
      ...options,
      timing: {
        idleFlushMs: 100,
        rotatedIdleMs: 100,
        // Longer than any machine is busy: what lets go of files is tested with its own time.
        lingerMs: 60_000,
        saveEveryMs: 20,
        restartMs: 50,
        ...options.timing,
      },
    });
    this.#running.push(collector);
    await collector.start();
    return collector;
  }

  async close(): Promise<void> {
    for (const collector of this.#running) await collector.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits until the condition holds; fails with what `describe` says after the time is over. */
export async function until(
  holds: () => boolean,
  describe: () => unknown = () => '',
  limitMs = 30_000,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`not in time: ${JSON.stringify(describe())}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
