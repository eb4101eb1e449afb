import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildMessage, ChildSpec } from '../../src/supervisor/index.ts';

const load = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A built process of a home, started as its supervisor starts it. */
export class HomeChild {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #ready: Promise<void>;
  readonly log: string[] = [];

  constructor(home: string, name: string) {
    const { localChildren } = load(join(root, 'dist', 'supervisor', 'index.js')) as {
      readonly localChildren: (home: string, watch: readonly string[]) => readonly ChildSpec[];
    };
    const spec = localChildren(home, []).find((one) => one.name === name);
    if (spec === undefined) throw new Error(`this home has no process ${name}`);
    const { entry, args, flags = [] } = spec;
    const execArgv = [...process.execArgv, ...flags];
    this.#child = fork(entry, [...args], { cwd: home, execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
    this.#exited = once(this.#child, 'exit');
    this.#ready = new Promise((resolve, reject) => {
      this.#child.on('message', (message) => {
        const one = message as ChildMessage;
        if (one.kind === 'log') this.log.push(one.text);
        if (one.kind === 'ready') resolve();
        if (one.kind === 'refused') reject(new Error(one.diagnostics[0]?.message ?? 'refused'));
      });
      this.#child.once('exit', () => reject(new Error(`${name} ended: ${this.log.join('; ')}`)));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }
}

/** A script of this folder in a process of its own. */
export class Helper<Told> {
  readonly #child: ChildProcess;
  readonly #waiting: ((message: Told) => void)[] = [];
  readonly #messages: Told[] = [];

  constructor(script: string, args: readonly string[], cwd: string) {
    const path = fileURLToPath(new URL(`${script}.ts`, import.meta.url));
    this.#child = fork(path, [...args], { cwd, stdio: ['ignore', 2, 2, 'ipc'] });
    this.#child.on('message', (message) => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#messages.push(message as Told);
      else next(message as Told);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  send(message: object): void {
    this.#child.send(message);
  }

  next(): Promise<Told> {
    const [message] = this.#messages.splice(0, 1);
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
