import { spawn } from 'node:child_process';
import { Buffer } from 'node:buffer';
import { latin1 } from '../../base/index.ts';

/** Output beyond this is read and dropped, so that the command can end. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
/** After the command itself has ended, for what it left in the background holding the pipe. */
const PIPE_GRACE_MS = 1000;

export interface CommandResult {
  readonly output: string;
  readonly cut: boolean;
  /** For people; empty when the command ended with 0. */
  readonly problem: string;
}

/**
 * Runs a shell command in a process group of its own; at the time limit, or when the signal
 * aborts, the whole group is killed. Never rejects: a command that cannot be run has a problem.
 */
export async function runCommand(
  command: string,
  limitMs: number,
  signal: AbortSignal,
): Promise<CommandResult> {
  return await new Promise((resolve) => {
    const text = Buffer.from(command, 'latin1').toString('utf8');
    const child = spawn('/bin/sh', ['-c', text], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    let length = 0;
    let problem = '';
    const kill = (reason: string): void => {
      problem = reason;
      killGroup(child.pid);
    };
    const timer = setTimeout(() => kill(`did not end within ${limitMs / 1000} s`), limitMs);
    const stop = (): void => kill('was stopped');
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      if (length < MAX_OUTPUT_BYTES) chunks.push(chunk.subarray(0, MAX_OUTPUT_BYTES - length));
      length += chunk.length;
    });
    child.on('error', (error) => {
      problem = `cannot be run: ${error.message}`;
    });
    child.on('exit', (code, killedBy) => {
      if (problem === '' && code !== 0) problem = `ended with ${code ?? killedBy ?? 'no status'}`;
      setTimeout(() => child.stdout.destroy(), PIPE_GRACE_MS).unref();
    });
    child.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve({ output: latin1(Buffer.concat(chunks)), cut: length > MAX_OUTPUT_BYTES, problem });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in this moment.
  }
}
