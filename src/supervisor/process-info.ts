import { readFileSync } from 'node:fs';

/** Tells one process from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the system counts it; empty where the system does not tell. */
  readonly startedAt: string;
}

/** The identity of a running process; undefined when there is none (a zombie counts as gone). */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return isSignalable(pid) ? { pid, startedAt: '' } : undefined;
  // The command's name stands in parentheses and may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, startedAt: `${bootId()}/${fields[19] ?? ''}` };
}

export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return identify(pid)?.startedAt === startedAt;
}

/** The arguments a process was started with; empty where the system does not tell. */
export function commandLine(pid: number): readonly string[] {
  return (readText(`/proc/${pid}/cmdline`) ?? '').split('\0').slice(0, -1);
}

function bootId(): string {
  return (readText('/proc/sys/kernel/random/boot_id') ?? '').trim();
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The answer of systems without /proc, and of processes that /proc does not show. */
function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
