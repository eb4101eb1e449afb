// The supervisor as a daemon: argv[2] is the home, -d makes it tell more. Whoever started it hears
// over the channel how the start went and may then leave.
import process from 'node:process';
import { DaemonLog } from './daemon-log.ts';
import type { DaemonReport } from './start-daemon.ts';
import { localChildren } from './local-children.ts';
import { Supervisor } from './supervisor.ts';

const [, , home = '.', ...flags] = process.argv;
// Below the 45 s after which ossec-control itself insists.
const stopGraceMs = 15_000;

process.umask(0o027);
const log = new DaemonLog(home, flags.includes('-d'));
const supervisor = new Supervisor({
  home,
  children: localChildren(home, []),
  plan: () => localChildren(home, []),
  env: process.env,
  log,
  stopGraceMs,
  onMessage: (child, message) => {
    if (message.kind !== 'log') log.write('tocsin', 'DEBUG', `${child}: ${message.kind}`);
  },
});

async function report(message: DaemonReport): Promise<void> {
  if (!process.connected) return;
  await new Promise<void>((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

async function stop(status: number): Promise<never> {
  await supervisor.stop();
  process.exit(status);
}

process.on('uncaughtException', (error) => {
  log.write('tocsin', 'CRITICAL', error.stack ?? error.message);
  void stop(70);
});
process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));
process.on('SIGHUP', () => void supervisor.reload());

try {
  const outcome = await supervisor.start();
  await report(outcome);
  if (outcome.kind === 'refused') await stop(1);
  if (outcome.kind === 'failed') await stop(70);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  log.write('tocsin', 'CRITICAL', reason);
  await report({ kind: 'failed', reason });
  await stop(70);
}
