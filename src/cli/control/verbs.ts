import { setTimeout as sleep } from 'node:timers/promises';
import { formatDiagnostic, hasErrors, type Diagnostic } from '../../base/index.ts';
import {
  isRunning,
  localDaemons,
  lockHolder,
  PidFiles,
  prepareHome,
  requestReload,
  startDaemon,
  thisMachine,
  type ProcessIdentity,
} from '../../supervisor/index.ts';
import type { CommandIo } from '../contract.ts';
import { isRoot } from '../home-option.ts';
import { checkFiles } from './check-files.ts';
import { ProcessList, switches } from './process-list.ts';

const startMs = 60_000;
const stopMs = 45_000;

/** Starts the supervisor in the background, unless it runs. */
export async function start(home: string, io: CommandIo): Promise<number> {
  prepareHome(home, { isRoot: isRoot(), machine: thisMachine });
  const holder = lockHolder(home);
  if (holder !== undefined) {
    io.stdout.write(`Tocsin runs already on ${home} (process ${holder.pid}).\n`);
    return 0;
  }
  const list = new ProcessList(home);
  for (const name of list.missing()) {
    const { missing, daemon } = switches[name];
    io.stderr.write(`ossec-control: ${daemon} is not started: this version has no ${missing}\n`);
  }
  const report = await startDaemon(home, { debug: list.isOn('debug'), timeoutMs: startMs });
  if (report.kind === 'started') {
    for (const { name, pid } of new PidFiles(home).running()) {
      io.stdout.write(`${name} started (process ${pid}).\n`);
    }
    return 0;
  }
  if (report.kind === 'refused') return refuse('Not started', report.diagnostics, io);
  const reason = report.kind === 'failed' ? report.reason : 'it was stopped meanwhile';
  io.stderr.write(`ossec-control: not started: ${reason}\n`);
  return 1;
}

/** Ends the supervisor and with it every part. */
export async function stop(home: string, io: CommandIo): Promise<number> {
  const holder = lockHolder(home);
  if (holder === undefined) {
    io.stdout.write(`Tocsin does not run on ${home}.\n`);
    return 0;
  }
  // Of OSSEC's daemons one may also run apart, and is nobody else's to end.
  const own = localDaemons(home);
  const parts = new PidFiles(home).running().filter(({ name }) => own.includes(name));
  process.kill(holder.pid, 'SIGTERM');
  if (!(await gone(holder, stopMs))) {
    for (const pid of [holder.pid, ...parts.map((part) => part.pid)]) kill(pid);
    await gone(holder, stopMs);
  }
  for (const { name } of parts) io.stdout.write(`${name} stopped.\n`);
  return 0;
}

/** Stops and starts; wrong files are told first, while everything still runs. */
export async function restart(home: string, io: CommandIo): Promise<number> {
  prepareHome(home, { isRoot: isRoot(), machine: thisMachine });
  const diagnostics = await checkFiles(home);
  if (hasErrors(diagnostics)) return refuse('Not restarted', diagnostics, io);
  await stop(home, io);
  return start(home, io);
}

/** Tells which daemons run. */
export function status(home: string, io: CommandIo): Promise<number> {
  const running =
    lockHolder(home) === undefined ? [] : new PidFiles(home).running().map((file) => file.name);
  const daemons = localDaemons(home);
  for (const name of daemons) {
    const runs = running.includes(name);
    io.stdout.write(runs ? `${name} is running...\n` : `${name} not running...\n`);
  }
  return Promise.resolve(daemons.every((name) => running.includes(name)) ? 0 : 1);
}

/** Has the running parts read their files again. */
export async function reload(home: string, io: CommandIo): Promise<number> {
  if (lockHolder(home) === undefined) {
    io.stderr.write(`ossec-control: Tocsin does not run on ${home}\n`);
    return 1;
  }
  const answer = await requestReload(home);
  if (answer.kind === 'unreachable') {
    io.stderr.write(`ossec-control: the supervisor does not answer: ${answer.reason}\n`);
    return 1;
  }
  const { diagnostics, silent } = answer;
  if (hasErrors(diagnostics)) return refuse('Not reloaded; all runs on as before', diagnostics, io);
  printDiagnostics(diagnostics, io);
  for (const name of silent) io.stderr.write(`ossec-control: ${name} did not answer\n`);
  if (silent.length > 0) return 1;
  io.stdout.write('Reloaded.\n');
  return 0;
}

function refuse(what: string, diagnostics: readonly Diagnostic[], io: CommandIo): number {
  printDiagnostics(diagnostics, io);
  const count = diagnostics.filter(({ severity }) => severity === 'error').length;
  io.stderr.write(`${what}: ${count} ${count === 1 ? 'error' : 'errors'}.\n`);
  return 1;
}

function printDiagnostics(diagnostics: readonly Diagnostic[], io: CommandIo): void {
  for (const one of diagnostics) io.stderr.write(`${formatDiagnostic(one)}\n`);
}

async function gone(holder: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  for (let waited = 0; waited < timeoutMs; waited += 50) {
    if (!isRunning(holder)) return true;
    await sleep(50);
  }
  return false;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
