// The agent process: argv[2] is the home, the rest are files to watch besides the configured ones.

import { hostname } from 'node:os';
import { formatDiagnostic, hasErrors } from '../base/index.ts';
import type { LogLevel, ParentMessage } from '../supervisor/index.ts';
import { readAgentFiles } from './agent-files.ts';
import { Agent } from './agent.ts';
import type { GuardMessage } from './guard-messages.ts';

const stopMs = 1400;

const [, , home = '.', ...watch] = process.argv;

process.umask(0o027);

function tell(message: GuardMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

function log(level: LogLevel, text: string): void {
  void tell({ kind: 'log', level, text });
}

async function fail(error: unknown): Promise<never> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await tell({ kind: 'log', level: 'CRITICAL', text });
  process.exit(70);
}

process.on('uncaughtException', (error) => void fail(error));

const agent = new Agent({
  home,
  readFiles: () => readAgentFiles(home, watch),
  hostname: hostname().split('.')[0] ?? '',
  clock: Date.now,
  chance: Math.random,
  log: {
    info: (text) => log('INFO', text),
    warn: (text) => log('WARN', text),
    error: (text) => log('ERROR', text),
  },
  onSources: (sources) => void tell({ kind: 'sources', sources }),
  onFailure: (error) => void fail(error),
});

let stopping: Promise<void> | undefined;

/** Ends at the word of the parent, and when the parent is gone: another one will start it anew. */
function stop(): void {
  // The spool and positions are safe at any moment; a source that hangs must not hold up the stop.
  setTimeout(() => process.exit(0), stopMs).unref();
  stopping ??= agent.stop().then(
    () => process.exit(0),
    (error: unknown) => fail(error),
  );
}

async function reload(): Promise<void> {
  await tell({ kind: 'reloaded', diagnostics: await agent.apply() });
}

process.on('SIGTERM', stop);
process.on('disconnect', stop);
// Ctrl-C reaches every process of the terminal; the parent alone decides.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => void reload());
process.on('message', (message: ParentMessage) => {
  if (message.kind === 'reload') void reload();
});

// The parent may have ended before anything here listened.
if (!process.connected) process.exit(0);
const diagnostics = await agent.apply();
if (hasErrors(diagnostics)) {
  await tell({ kind: 'refused', diagnostics });
  process.exit(1);
}
for (const one of diagnostics) log('WARN', formatDiagnostic(one));
await tell({ kind: 'ready' });
