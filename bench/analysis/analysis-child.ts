import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnalysisMessage, StatsMessage } from '../../src/server/messages.ts';
import type { ChildSpec } from '../../src/supervisor/index.ts';
import { monotonicMs } from './messages.ts';

const load = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the supervisor of that tree starts. */
function specOf(home: string, tree: string): ChildSpec {
  const { localChildren } = load(join(tree, 'dist', 'supervisor', 'index.js')) as {
    readonly localChildren: (home: string, watch: readonly string[]) => readonly ChildSpec[];
  };
  const spec = localChildren(home, []).find(({ name }) => name === 'analysis');
  if (spec === undefined) throw new Error('this tree has no analysis process');
  return spec;
}

/** The built analysis process, started as its supervisor starts it. */
export class AnalysisChild {
  readonly #child: ChildProcess;
  readonly #startedMs = monotonicMs();
  readonly #ready: Promise<number>;
  readonly #exited: Promise<unknown>;
  first: StatsMessage | undefined;
  stats: StatsMessage | undefined;

  /** `tree` is a built checkout, this one unless another is named. */
  constructor(home: string, tree = root) {
    const { entry, args, flags = [] } = specOf(home, tree);
    const execArgv = [...process.execArgv, ...flags];
    this.#child = fork(entry, [...args], { cwd: home, execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
    this.#exited = once(this.#child, 'exit');
    this.#ready = new Promise((resolve, reject) => {
      this.#child.on('message', (message) => {
        this.#hear(message as AnalysisMessage, resolve, reject);
      });
      this.#child.once('exit', () => reject(new Error('the analysis process ended')));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Seconds from its start until it takes records. */
  async ready(): Promise<number> {
    return (await this.#ready) / 1000;
  }

  /** Resolves when it is gone; its last counts are in `stats` then. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }

  #hear(
    message: AnalysisMessage,
    ready: (afterMs: number) => void,
    failed: (error: Error) => void,
  ): void {
    if (message.kind === 'ready') ready(monotonicMs() - this.#startedMs);
    if (message.kind === 'refused') {
      const [first] = message.diagnostics;
      failed(new Error(`the configuration is refused: ${first?.message ?? ''}`));
    }
    if (message.kind !== 'stats') return;
    this.first ??= message;
    this.stats = message;
  }
}
