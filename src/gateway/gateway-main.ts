// The gateway process: argv[2] is the home. It alone reads what comes from the network.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { formatDiagnostic, hasErrors } from '../base/index.ts';
import { openIngestClient } from '../agent/index.ts';
import { EnrolError } from '../enrol/index.ts';
import { FleetError } from '../fleet/index.ts';
import type { ChildMessage, LogLevel, ParentMessage } from '../supervisor/index.ts';
import { GatewayError } from './gateway-error.ts';
import { readGatewayFiles } from './gateway-files.ts';
import { Gateway } from './gateway.ts';
import { giveUpRoot } from './give-up-root.ts';

const stopMs = 900;
/** Below it Linux gives ports to root alone. */
const privilegedPorts = 1024;

const [, , home = '.'] = process.argv;

process.umask(0o027);

function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

function log(level: LogLevel, text: string): void {
  void tell({ kind: 'log', level, text });
}

/** A port that is taken, a certificate that does not do. */
function isOfTheWorld(error: unknown): error is Error {
  return [GatewayError, EnrolError, FleetError].some((kind) => error instanceof kind);
}

async function fail(error: unknown): Promise<never> {
  // Nothing that another try at once would change; whoever starts this hears the line.
  if (isOfTheWorld(error)) {
    writeSync(2, `${error.message}\n`);
    process.exit(1);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await tell({ kind: 'log', level: 'CRITICAL', text });
  process.exit(70);
}

process.on('uncaughtException', (error) => void fail(error));

const client = openIngestClient({ socketPath: 'queue/ossec/ingest.sock' });
const gateway = new Gateway({
  home,
  readFiles: () => readGatewayFiles(home),
  delivery: client,
  clock: Date.now,
  log: {
    info: (text) => log('INFO', text),
    warn: (text) => log('WARN', text),
    error: (text) => log('ERROR', text),
  },
  // Relative, because such paths are short; the supervisor starts this process inside the home.
  forwardPath: join('queue', 'alerts', 'ar'),
});

let stopping: Promise<void> | undefined;

function stop(): void {
  setTimeout(() => process.exit(0), stopMs).unref();
  stopping ??= gateway
    .stop()
    .then(() => client.close())
    .then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
}

let gaveUpRoot = false;

/** Ports that only root opens, once this process is not root any more. */
function needsRoot(): boolean {
  if (!gaveUpRoot) return false;
  const { ports, auth, diagnostics } = readGatewayFiles(home);
  const wanted = [...ports, auth].flatMap((one) => one?.port ?? []);
  return !hasErrors(diagnostics) && wanted.some((port) => port > 0 && port < privilegedPorts);
}

async function reload(): Promise<void> {
  try {
    if (needsRoot()) {
      await tell({ kind: 'reloaded', diagnostics: readGatewayFiles(home).diagnostics });
      log('INFO', 'The gateway starts anew: it opens ports that need root.');
      stop();
      return;
    }
    await tell({ kind: 'reloaded', diagnostics: await gateway.apply() });
  } catch (error) {
    await fail(error);
  }
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
try {
  const diagnostics = await gateway.apply();
  if (hasErrors(diagnostics)) {
    await tell({ kind: 'refused', diagnostics });
    process.exit(1);
  }
  for (const one of diagnostics) log('WARN', formatDiagnostic(one));
  const { account, auth } = readGatewayFiles(home);
  const wasRoot = process.geteuid?.() === 0;
  const reason = giveUpRoot(home, account, auth !== undefined);
  if (reason !== undefined) log('INFO', `The gateway stays root: ${reason}.`);
  gaveUpRoot = wasRoot && reason === undefined;
} catch (error) {
  await fail(error);
}
await tell({ kind: 'ready' });
