import { performance } from 'node:perf_hooks';
import type { Diagnostic } from '../base/index.ts';
import { Backoff } from './backoff.ts';
import {
  describeExit,
  RunningProcess,
  type ExitStatus,
  type ProcessPlace,
} from './child-process.ts';
import type { ChildSpec } from './child-spec.ts';
import type { LogLevel } from './daemon-log.ts';
import type { ChildMessage } from './messages.ts';

/** How often a child may fall over by itself before its first `ready`. */
const firstAttempts = 5;
const keptOutputLines = 20;

export interface ChildHooks {
  /** Everything it says, the messages handled here included. */
  message(message: ChildMessage): void;
  log(level: LogLevel, text: string): void;
  /** The process with this number runs, or runs no more. */
  running(pid: number): void;
  ended(pid: number): void;
}

export type FirstStart =
  | { readonly kind: 'ready' }
  /** Files that people wrote are wrong. */
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' };

/** Keeps one child running: starts it, starts it again, stops it. */
export class SupervisedChild {
  readonly spec: ChildSpec;
  readonly #place: ProcessPlace;
  readonly #hooks: ChildHooks;
  readonly #backoff = new Backoff(() => performance.now());
  #process: RunningProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #everReady = false;
  #ready = false;
  #failures = 0;
  #diagnostics: readonly Diagnostic[] = [];
  #output: string[] = [];
  #settleFirst: ((outcome: FirstStart) => void) | undefined;
  #settleStop: (() => void) | undefined;
  #settleReload: ((diagnostics: readonly Diagnostic[] | undefined) => void) | undefined;

  constructor(spec: ChildSpec, place: ProcessPlace, hooks: ChildHooks) {
    this.spec = spec;
    this.#place = place;
    this.#hooks = hooks;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Whether it does its work now. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Resolves once it is ready for the first time, or will not be. Call once. */
  start(): Promise<FirstStart> {
    if (this.#stopping) return Promise.resolve({ kind: 'stopped' });
    return new Promise((resolve) => {
      this.#settleFirst = resolve;
      this.#launch();
    });
  }

  /** Resolves to what it found; undefined when it did not answer in time or ended meanwhile. */
  async reload(timeoutMs: number): Promise<readonly Diagnostic[] | undefined> {
    const process = this.#process;
    if (process === undefined || !this.#ready) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settleReload?.(undefined), timeoutMs);
      this.#settleReload = (diagnostics) => {
        clearTimeout(timer);
        this.#settleReload = undefined;
        resolve(diagnostics);
      };
      process.send({ kind: 'reload' });
    });
  }

  /** From now on it is not started again. */
  retire(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
  }

  /** Asks it to end, insists after the grace; resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.retire();
    const process = this.#process;
    if (process !== undefined) {
      const gone = new Promise<void>((resolve) => {
        this.#settleStop = resolve;
      });
      process.kill('SIGTERM');
      const insist = setTimeout(() => process.kill('SIGKILL'), graceMs);
      await gone;
      clearTimeout(insist);
    }
    this.#finishFirst({ kind: 'stopped' });
  }

  kill(): void {
    this.#process?.kill('SIGKILL');
  }

  #launch(): void {
    this.#output = [];
    this.#diagnostics = [];
    this.#backoff.started();
    const process = new RunningProcess(this.spec, this.#place, {
      message: (message) => this.#heard(message as ChildMessage),
      output: (line) => this.#wrote(line),
      exit: (status) => this.#exited(process.pid, status),
    });
    this.#process = process;
    if (process.pid > 0) this.#hooks.running(process.pid);
  }

  #heard(message: ChildMessage): void {
    if (message.kind === 'ready') {
      this.#ready = true;
      this.#everReady = true;
      this.#finishFirst({ kind: 'ready' });
    }
    if (message.kind === 'refused') this.#diagnostics = message.diagnostics;
    if (message.kind === 'reloaded') this.#settleReload?.(message.diagnostics);
    if (message.kind === 'log') this.#hooks.log(message.level, message.text);
    this.#hooks.message(message);
  }

  #wrote(line: string): void {
    this.#output.push(line);
    if (this.#output.length > keptOutputLines) this.#output.shift();
    this.#hooks.log('ERROR', line);
  }

  #exited(pid: number, status: ExitStatus): void {
    this.#process = undefined;
    this.#ready = false;
    this.#hooks.ended(pid);
    this.#settleReload?.(undefined);
    if (this.#stopping) {
      this.#settleStop?.();
      return;
    }
    if (!this.#everReady && this.#givesUp(status)) return;
    const delay = this.#backoff.delay();
    const { name } = this.spec;
    this.#hooks.log('ERROR', `${name} ${describeExit(status)}; next start in ${delay} ms`);
    this.#timer = setTimeout(() => this.#launch(), delay);
  }

  /** Before the first `ready` wrong files are final, and so is falling over again and again. */
  #givesUp(status: ExitStatus): boolean {
    if (status.code === 1 && this.#diagnostics.length > 0) {
      this.#finishFirst({ kind: 'refused', diagnostics: this.#diagnostics });
      return true;
    }
    if (status.signal === undefined) this.#failures++;
    if (this.#failures < firstAttempts && status.code !== 1) return false;
    const said = this.#output.map((line) => `\n  ${line}`).join('');
    const reason = `${this.spec.name} ${describeExit(status)}${said}`;
    this.#finishFirst({ kind: 'failed', reason });
    return true;
  }

  #finishFirst(outcome: FirstStart): void {
    this.#settleFirst?.(outcome);
    this.#settleFirst = undefined;
  }
}
