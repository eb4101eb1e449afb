// ossec-authd in the background: its parent sends the settings, hears how the start went, and
// leaves. argv[2] is the home, so that lists of processes tell one from another.
import { DaemonLog, type DaemonReport } from '../../supervisor/index.ts';
import { daemonName, runAuthd, type Authd } from './run-authd.ts';
import type { AuthdSettings } from './settings.ts';

process.umask(0o027);
process.on('SIGHUP', () => undefined);

async function report(message: DaemonReport): Promise<void> {
  if (!process.connected) return;
  await new Promise<void>((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

async function serve(settings: AuthdSettings): Promise<void> {
  const log = new DaemonLog(settings.home);
  let authd: Authd;
  try {
    authd = await runAuthd(settings, (level, text) => log.write(daemonName, level, text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.write(daemonName, 'CRITICAL', reason);
    await report({ kind: 'failed', reason });
    process.exit(1);
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void authd.stop().then(() => process.exit(0)));
  }
  await report({ kind: 'started' });
}

process.once('message', (settings: AuthdSettings) => void serve(settings));
