import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { script } from './local-children.ts';
import type { StartOutcome } from './supervisor.ts';

/** What a daemon tells the process that started it. */
export type DaemonReport = StartOutcome;

const lastStepsMs = 5000;

/** Starts a supervisor that outlives this process; resolves to how its start went. */
export function startDaemon(
  home: string,
  options: { readonly debug: boolean; readonly timeoutMs: number },
): Promise<DaemonReport> {
  const args = options.debug ? [home, '-d'] : [home];
  const entry = script('supervisor', 'daemon-main');
  return startBackground(home, { entry, args, timeoutMs: options.timeoutMs });
}

export interface BackgroundScript {
  readonly entry: string;
  readonly args: readonly string[];
  /** Sent to it first of all, for what no list of processes should show. */
  readonly message?: object;
  readonly timeoutMs: number;
}

/** Starts a script that outlives this process and reports over its channel how its start went. */
export async function startBackground(
  home: string,
  options: BackgroundScript,
): Promise<DaemonReport> {
  const output = openSync(join(home, 'logs', 'ossec.log'), 'a', 0o660);
  const args = [...process.execArgv, options.entry, ...options.args];
  const child = spawn(process.execPath, args, {
    cwd: home,
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  if (options.message !== undefined) child.send(options.message, () => undefined);
  const report = await new Promise<DaemonReport>((resolve) => {
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      const reason = `it was not ready within ${options.timeoutMs / 1000} s; see logs/ossec.log`;
      resolve({ kind: 'failed', reason });
    }, options.timeoutMs);
    child.once('message', (message) => {
      clearTimeout(timer);
      resolve(message as DaemonReport);
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ kind: 'failed', reason: error.message });
    });
    child.once('exit', () => {
      clearTimeout(timer);
      resolve({ kind: 'failed', reason: 'it ended at once; see logs/ossec.log' });
    });
  });
  // It gives the home free before this answers, so that the next start finds it so.
  if (report.kind !== 'started') await ended(child, lastStepsMs);
  if (child.connected) child.disconnect();
  child.unref();
  return report;
}

async function ended(child: ChildProcess, timeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
