// The analysis process: argv[2] is the home. Everything it is made of comes together here.
import type { Diagnostic } from '../base/index.ts';
import { formatDiagnostic, hasErrors } from '../base/index.ts';
import type { LogLevel, ParentMessage } from '../supervisor/index.ts';
import { DaemonLog } from '../supervisor/index.ts';
import { AlertFeed, sendToParent } from './alert-feed.ts';
import { readAnalysisFiles } from './analysis-files.ts';
import { openAnalysis } from './analysis.ts';
import type { AnalysisMessage } from './messages.ts';
import { MaintenanceWatch } from './maintenance-watch.ts';
import { Reporter } from './reporter.ts';

const [, , home = '.'] = process.argv;
const stopMs = 1400;
const lookEveryMs = 1000;

process.umask(0o027);

function tell(message: AnalysisMessage): Promise<void> {
  return new Promise((resolve) => sendToParent(message, resolve));
}

/** The parent writes what its children have to say; without one it is written here. */
async function say(level: LogLevel, text: string): Promise<void> {
  if (process.connected) await tell({ kind: 'log', level, text });
  else new DaemonLog(home).write('ossec-analysisd', level, text);
}

function log(level: LogLevel, text: string): void {
  void say(level, text);
}

async function fail(error: unknown): Promise<never> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await say('CRITICAL', text);
  process.exit(70);
}

async function refuse(diagnostics: readonly Diagnostic[]): Promise<never> {
  if (!process.connected) {
    for (const one of diagnostics) process.stderr.write(`${formatDiagnostic(one)}\n`);
  }
  await tell({ kind: 'refused', diagnostics });
  process.exit(1);
}

function warn(diagnostics: readonly Diagnostic[]): void {
  for (const one of diagnostics) {
    log(one.severity === 'error' ? 'ERROR' : 'WARN', formatDiagnostic(one));
  }
}

process.on('uncaughtException', (error) => void fail(error));

const { files, diagnostics } = readAnalysisFiles(home);
if (files === undefined) await refuse(diagnostics);
else {
  warn(diagnostics);
  const { engine, outputs, journalBytesMax, stateIntervalSeconds, consoleLevel } = files;
  const feed = new AlertFeed(process.connected ? sendToParent : undefined);
  const settings = outputs;
  const analysis = await openAnalysis({
    home,
    engine,
    settings,
    journalBytesMax,
    clock: Date.now,
    log,
    feed,
  });
  analysis.finished.catch((error: unknown) => fail(error));
  const reporter = new Reporter({ home, analysis, feed, stateIntervalSeconds });
  const maintenance = new MaintenanceWatch({
    home,
    clock: Date.now,
    table: () => analysis.pipeline.engine.maintenance,
    append: (location, text) => void analysis.report(location, text),
    log,
  });
  const looking = setInterval(() => maintenance.look(), lookEveryMs);

  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    // A disk that hangs must not hold up the stop: what is not saved is replayed.
    setTimeout(() => process.exit(0), stopMs).unref();
    clearInterval(looking);
    stopping ??= analysis
      .stop()
      .then(() => reporter.stop())
      .then(() => say('INFO', 'Stopped.'))
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
  };

  const reload = async (): Promise<void> => {
    const read = readAnalysisFiles(home);
    const found = read.diagnostics;
    if (!process.connected) warn(found);
    if (read.files === undefined || hasErrors(found)) {
      log('ERROR', 'Reload refused: the running rules stay.');
    } else {
      await analysis.reload(read.files.engine, read.files.outputs);
      log('INFO', `Reloaded: ${summary(read.files.engine)}`);
    }
    await tell({ kind: 'reloaded', diagnostics: found });
  };

  process.on('SIGTERM', stop);
  // Ctrl-C reaches every process of the terminal; the parent, where there is one, decides.
  process.on('SIGINT', () => {
    if (!process.connected) stop();
  });
  process.on('disconnect', stop);
  // The parent may have ended while the files were read.
  if (process.send !== undefined && !process.connected) stop();
  process.on('SIGHUP', () => void reload());
  process.on('message', ({ kind }: ParentMessage) => {
    if (kind === 'reload') void reload();
  });
  log('INFO', `Started (pid: ${process.pid}). ${summary(engine)}`);
  await tell({ kind: 'ready', summary: summary(engine), consoleLevel });
}

function summary({ ruleCount, decoderCount }: { ruleCount: number; decoderCount: number }): string {
  return `${decoderCount} decoders and ${ruleCount} rules are loaded.`;
}
