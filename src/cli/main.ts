// What bin/tocsin starts: argv[2] is the name the launcher was called by, the rest its arguments.
import type { Writable } from 'node:stream';
import { describeError, exitInternal, runCommand } from './run-command.ts';

const [, , launcher = 'tocsin', ...args] = process.argv;

process.stdout.on('error', endQuietlyWhenUnread);
process.stderr.on('error', endQuietlyWhenUnread);
process.on('uncaughtException', (error) => {
  process.stderr.write(`${launcher}: ${describeError(error)}\n`);
  process.exit(exitInternal);
});

const status = await runCommand(launcher, args, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  isTerminal: process.stdout.isTTY,
  // A terminal that was not told its size says 0.
  columns: () => process.stdout.columns || 80,
});
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(status);

/** The reader of a pipe left (`| head`): nobody is there to tell, so there is nothing to say. */
function endQuietlyWhenUnread(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? 0 : exitInternal);
}

/** A pipe may still hold text when a command returns; leaving early would cut it off. */
function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}
