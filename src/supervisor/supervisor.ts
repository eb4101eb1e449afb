import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDiagnostic, hasErrors, type Diagnostic } from '../base/index.ts';
import type { ChildSpec } from './child-spec.ts';
import { openControlSocket, type ControlServer } from './control-socket.ts';
import type { DaemonLog, LogLevel } from './daemon-log.ts';
import { lockHome, type HomeLock } from './home-lock.ts';
import type { ChildMessage, ReloadOutcome } from './messages.ts';
import { PidFiles } from './pid-files.ts';
import { commandLine, identify } from './process-info.ts';
import { SupervisedChild, type FirstStart } from './supervised-child.ts';

/** Its name in the log. */
export const supervisorName = 'tocsin';

/** A reload compiles every rule anew; a busy machine takes its time. */
const reloadMs = 60_000;
/** Orphans of a killed supervisor end by themselves; this long they are waited for. */
const orphanMs = 5000;

export interface SupervisorOptions {
  /** Absolute. */
  readonly home: string;
  /** In start order; stopped in the opposite order. */
  readonly children: readonly ChildSpec[];
  /** What the files ask for now; after a reload what is new is started, what is gone is ended. */
  plan?(): readonly ChildSpec[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: DaemonLog;
  /** How long a child may take to end before it is killed. */
  readonly stopGraceMs: number;
  onMessage?(child: string, message: ChildMessage): void;
  onLog?(daemon: string, level: LogLevel, text: string): void;
}

export type StartOutcome =
  | { readonly kind: 'started' }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' };

/** The one parent of a home's processes: starts them in order and keeps them running. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #children: readonly SupervisedChild[];
  readonly #pids: PidFiles;
  #lock: HomeLock | undefined;
  #control: ControlServer | undefined;
  #stopping: Promise<void> | undefined;
  #reloading: Promise<ReloadOutcome> = Promise.resolve({ diagnostics: [], silent: [] });

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#pids = new PidFiles(options.home);
    this.#children = options.children.map((spec) => this.#child(spec));
  }

  /** Throws HOME_LOCKED when another supervisor runs. After anything but `started`, call `stop`. */
  async start(): Promise<StartOutcome> {
    const { home } = this.#options;
    this.#lock = lockHome(home);
    await this.#endOrphans();
    if (this.#stopping !== undefined) return { kind: 'stopped' };
    this.#log('INFO', `Started (pid: ${process.pid}).`);
    this.#control = await openControlSocket(home, { reload: () => this.reload() });
    for (const child of this.#children) {
      const outcome = await child.start();
      if (this.#stopping !== undefined) return { kind: 'stopped' };
      if (outcome.kind !== 'ready') return this.#notStarted(child, outcome);
    }
    return { kind: 'started' };
  }

  /** Reads all files again. Calls that come while one is under way wait for it. */
  reload(): Promise<ReloadOutcome> {
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  /** Children check their files one after another, and stop at the first that finds a mistake. */
  async #reload(): Promise<ReloadOutcome> {
    const diagnostics: Diagnostic[] = [];
    const silent: string[] = [];
    for (const child of this.#children) {
      const found = await child.reload(reloadMs);
      if (found === undefined) silent.push(child.spec.name);
      else diagnostics.push(...found);
      if (found !== undefined && hasErrors(found)) break;
    }
    if (!hasErrors(diagnostics)) await this.#followPlan(diagnostics, silent);
    const outcome = { diagnostics: distinct(diagnostics), silent };
    this.#logDiagnostics(outcome.diagnostics);
    const kept = hasErrors(outcome.diagnostics) ? 'Reload refused; all stays as it was.' : '';
    this.#log('INFO', kept === '' ? 'Reloaded.' : kept);
    return outcome;
  }

  /** Starts and ends children as the files ask; adds what keeps a new one from running. */
  async #followPlan(diagnostics: Diagnostic[], silent: string[]): Promise<void> {
    const plan = this.#options.plan?.() ?? this.#children.map(({ spec }) => spec);
    const names = new Set(plan.map(({ name }) => name));
    const known = new Set(this.#children.map(({ spec }) => spec.name));
    for (const child of this.#children.filter(({ spec }) => !names.has(spec.name))) {
      this.#children = this.#children.filter((one) => one !== child);
      await child.stop(this.#options.stopGraceMs);
    }
    for (const spec of plan.filter(({ name }) => !known.has(name))) {
      if (this.#stopping !== undefined) break;
      const child = this.#child(spec);
      this.#children = [...this.#children, child];
      const outcome = await child.start();
      if (outcome.kind === 'ready' || outcome.kind === 'stopped') continue;
      this.#children = this.#children.filter((one) => one !== child);
      if (outcome.kind === 'refused') diagnostics.push(...outcome.diagnostics);
      else {
        silent.push(spec.name);
        this.#log('CRITICAL', `${spec.name} is not started: ${outcome.reason}`);
      }
    }
  }

  /** Ends all children, last started first, and gives the home free. May be called again. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Ends all children at once and without asking. */
  kill(): void {
    for (const child of this.#children) child.kill();
  }

  /** Numbers of the processes that run now. */
  pids(): Readonly<Record<string, number | undefined>> {
    return Object.fromEntries(this.#children.map(({ spec, pid }) => [spec.name, pid]));
  }

  async #stop(): Promise<void> {
    for (const child of this.#children) child.retire();
    await this.#control?.close();
    for (const child of this.#children.toReversed()) await child.stop(this.#options.stopGraceMs);
    if (this.#lock === undefined) return;
    this.#log('INFO', 'Stopped.');
    this.#lock.release();
  }

  #child(spec: ChildSpec): SupervisedChild {
    const [daemon] = spec.daemons;
    return new SupervisedChild(
      spec,
      { cwd: this.#options.home, env: this.#options.env },
      {
        message: (message) => this.#options.onMessage?.(spec.name, message),
        log: (level, text) => this.#logAs(daemon, level, text),
        running: (pid) => {
          for (const name of spec.daemons) this.#pids.write({ name, pid });
        },
        ended: (pid) => {
          for (const name of spec.daemons) this.#pids.remove({ name, pid });
        },
      },
    );
  }

  /** Every child reads all of the configuration, so the first one that refuses tells it all. */
  #notStarted(child: SupervisedChild, outcome: FirstStart): StartOutcome {
    if (outcome.kind === 'stopped') return { kind: 'stopped' };
    if (outcome.kind !== 'refused') {
      const reason = outcome.kind === 'failed' ? outcome.reason : child.spec.name;
      this.#log('CRITICAL', reason);
      return { kind: 'failed', reason };
    }
    const all = distinct(outcome.diagnostics);
    this.#logDiagnostics(all);
    return { kind: 'refused', diagnostics: all };
  }

  /** Children of a supervisor that was killed are ending; two sets must never write at once. */
  async #endOrphans(): Promise<void> {
    const entries = this.#options.children.map(({ entry }) => entry);
    const deadline = performance.now() + orphanMs;
    for (const file of this.#pids.list()) {
      while (identify(file.pid) !== undefined && isOneOf(entries, file.pid)) {
        if (performance.now() > deadline) process.kill(file.pid, 'SIGKILL');
        await sleep(20);
      }
      this.#pids.remove(file);
    }
  }

  #logDiagnostics(diagnostics: readonly Diagnostic[]): void {
    for (const one of diagnostics) {
      this.#log(one.severity === 'error' ? 'ERROR' : 'WARN', formatDiagnostic(one));
    }
  }

  #log(level: LogLevel, text: string): void {
    this.#logAs(supervisorName, level, text);
  }

  #logAs(daemon: string, level: LogLevel, text: string): void {
    this.#options.log.write(daemon, level, text);
    this.#options.onLog?.(daemon, level, text);
  }
}

function isOneOf(entries: readonly string[], pid: number): boolean {
  const args = commandLine(pid);
  return entries.some((entry) => args.includes(entry));
}

/** Several parts read the same file and find the same mistake in it. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [formatDiagnostic(one), one])).values()];
}
