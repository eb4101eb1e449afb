// The guard process: argv[2] is the home, the rest are files to watch besides the configured ones.
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hasErrors } from '../base/index.ts';
import { createCollector } from '../collect/index.ts';
import type { ParentMessage } from '../supervisor/index.ts';
import { readGuardFiles } from './guard-files.ts';
import type { GuardMessage } from './guard-messages.ts';
import { takeScanFlag } from './scan-flag.ts';
import { Guard } from './guard.ts';
import { openIngestClient } from './ingest-client.ts';

const stopMs = 900;
const flagEveryMs = 1000;

const [, , home = '.', ...watch] = process.argv;

function tell(message: GuardMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

function log(level: 'INFO' | 'WARN' | 'ERROR', text: string): void {
  void tell({ kind: 'log', level, text });
}

async function fail(error: unknown): Promise<never> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await tell({ kind: 'log', level: 'CRITICAL', text });
  process.exit(70);
}

process.on('uncaughtException', (error) => void fail(error));

const guard = new Guard({
  readFiles: () => readGuardFiles(home, watch),
  createCollector,
  // Relative, because such paths are short; the supervisor starts this process inside the home.
  client: openIngestClient({ socketPath: 'queue/ossec/ingest.sock' }),
  positionsPath: join(home, 'queue', 'ossec', 'positions.json'),
  hostname: hostname().split('.')[0] ?? '',
  clock: Date.now,
  log: {
    info: (text) => log('INFO', text),
    warn: (text) => log('WARN', text),
    error: (text) => log('ERROR', text),
  },
  onSources: (sources) => void tell({ kind: 'sources', sources }),
  onFailure: (error) => void fail(error),
  lookEveryMs: 1000,
  stopWaitMs: 400,
});

/** Once a second: whoever asks by a file need not know of any process. */
function lookForFlag(): void {
  if (!takeScanFlag(home)) return;
  const isAsked = guard.scan();
  log('INFO', `A scan was asked for${isAsked ? '' : '; nothing is to be checked here'}.`);
}

let stopping: Promise<void> | undefined;

/** Ends at the word of the parent, and when the parent is gone: another one will start it anew. */
function stop(): void {
  // Positions are safe at any moment; a source that hangs must not hold up the stop.
  setTimeout(() => process.exit(0), stopMs).unref();
  stopping ??= guard.stop().then(
    () => process.exit(0),
    (error: unknown) => fail(error),
  );
}

async function reload(): Promise<void> {
  await tell({ kind: 'reloaded', diagnostics: await guard.apply() });
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
const diagnostics = await guard.apply();
if (hasErrors(diagnostics)) {
  await tell({ kind: 'refused', diagnostics });
  process.exit(1);
}
for (const { at, code, message } of diagnostics) {
  log('WARN', `${at.file}:${at.line}:${at.column} ${code} ${message}`);
}
setInterval(lookForFlag, flagEveryMs);
await tell({ kind: 'ready' });
