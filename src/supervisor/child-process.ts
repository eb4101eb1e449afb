import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ChildSpec } from './child-spec.ts';

const lastWordsMs = 500;

export interface ExitStatus {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

export interface ProcessHooks {
  message(message: unknown): void;
  /** A line the process wrote to its output: nothing it should do when all is well. */
  output(line: string): void;
  exit(status: ExitStatus): void;
}

export interface ProcessPlace {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** One run of a child. Node's own flags (the pattern engine's) are those of this process first. */
export class RunningProcess {
  readonly pid: number;
  readonly #process: ChildProcess;
  #ended = false;

  constructor(spec: ChildSpec, place: ProcessPlace, hooks: ProcessHooks) {
    const child = fork(spec.entry, [...spec.args], {
      execArgv: [...process.execArgv, ...(spec.flags ?? [])],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      cwd: place.cwd,
      env: place.env,
    });
    this.#process = child;
    this.pid = child.pid ?? 0;
    child.on('message', (message) => {
      hooks.message(message);
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null)
        createInterface({ input: stream }).on('line', (line) => hooks.output(line));
    }
    child.once('error', (error) => {
      // Also raised for a message that could not be sent, which the exit will explain.
      if (child.pid !== undefined) return;
      hooks.output(`${spec.name} cannot be started: ${error.message}`);
      this.#end({ code: undefined, signal: undefined }, hooks);
    });
    child.once('exit', (code, signal) => {
      const status = { code: code ?? undefined, signal: signal ?? undefined };
      // What it last said is still on its way; a grandchild may hold the pipes for ever.
      const end = (): void => this.#end(status, hooks);
      const patience = setTimeout(end, lastWordsMs);
      void Promise.all([drained(child), disconnected(child)]).then(() => {
        clearTimeout(patience);
        end();
      });
    });
  }

  #end(status: ExitStatus, hooks: ProcessHooks): void {
    if (this.#ended) return;
    this.#ended = true;
    hooks.exit(status);
  }

  send(message: object): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.#ended) this.#process.kill(signal);
  }
}

async function drained(child: ChildProcess): Promise<void> {
  const streams = [child.stdout, child.stderr].filter((stream) => stream?.closed === false);
  await Promise.all(
    streams.map((stream) => new Promise<void>((resolve) => stream?.once('close', resolve))),
  );
}

async function disconnected(child: ChildProcess): Promise<void> {
  if (child.connected) await new Promise<void>((resolve) => child.once('disconnect', resolve));
}

export function describeExit({ code, signal }: ExitStatus): string {
  if (signal !== undefined) return `ended by ${signal}`;
  return code === undefined ? 'could not be started' : `exited with status ${code}`;
}
