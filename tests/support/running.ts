import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const repository = join(import.meta.dirname, '..', '..');

/** What `bin/` runs is what stands in `src/` now; costs next to nothing when it is already. */
export function build(): void {
  const script = join(repository, 'scripts', 'run.mjs');
  const { status } = spawnSync('node', [script, 'build'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the product does not build');
}

/** A folder of this test's own. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tocsin-test-'));
}

/** Writes files below a folder, with the folders that they need. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
}

/** A command of `bin/` that runs, and what it has written so far. */
export interface RunningCommand {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  signal(name: NodeJS.Signals): void;
  /** Exit status, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program that starts the command, with its arguments: `ip netns exec NAME`. */
  readonly through?: readonly string[];
}

/** Starts a command of `bin/` as a user would, away from the settings of whoever runs the test. */
export function run(
  name: string,
  args: readonly string[],
  options: RunOptions = {},
): RunningCommand {
  const { TOCSIN_HOME, XDG_STATE_HOME, NODE_OPTIONS, ...inherited } = process.env;
  void [TOCSIN_HOME, XDG_STATE_HOME, NODE_OPTIONS];
  const [program = '', ...words] = [
    ...(options.through ?? []),
    join(repository, 'bin', name),
    ...args,
  ];
  const child = spawn(program, words, {
    cwd: options.cwd ?? repository,
    env: { ...inherited, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      written[stream] += chunk;
    });
  }
  return {
    pid: child.pid ?? 0,
    get stdout() {
      return written.stdout;
    },
    get stderr() {
      return written.stderr;
    },
    signal: (signal) => child.kill(signal),
    exited: exitOf(child),
  };
}

function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'));
  });
}

/** Polls until it is so; fails with what `describe` tells. */
export async function until(
  condition: () => boolean,
  describe: () => string,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${describe()}`);
    await sleep(10);
  }
}

/** Numbers of the processes that have this text as one of their arguments. */
export function processesWith(argument: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).includes(argument));
}

/** The running process of a script of the product that works on a home. */
export function findProcess(script: string, home: string): number | undefined {
  return processesWith(home).find((pid) =>
    commandLine(pid).some((argument) => argument.endsWith(`/${script}.js`)),
  );
}

/** The same where it must be running; never a number that means a whole group. */
export function processOf(script: string, home: string): number {
  const pid = findProcess(script, home);
  if (pid === undefined) throw new Error(`${script} does not run on ${home}`);
  return pid;
}

function commandLine(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

export function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'latin1') : '';
}
