import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { script } from './local-children.ts';
import type { StartOutcome } from './supervisor.ts';

/** What a daemon tells the process that started it. */
export type DaemonReport = StartOutcome;

const lastStepsMs = 5000;

/** Starts a supervisor that outlives this process; resolves to how its start went. */
export async function startDaemon(
  home: string,
  options: { readonly debug: boolean; readonly timeoutMs: number },
): Promise<DaemonReport> {
  const output = openSync(join(home, 'logs', 'ossec.log'), 'a', 0o660);
  const args = [...process.execArgv, script('supervisor', 'daemon-main'), home];
  const child = spawn(process.execPath, options.debug ? [...args, '-d'] : args, {
    cwd: home,
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
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
