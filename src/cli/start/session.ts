import { performance } from 'node:perf_hooks';
import { formatDiagnostic } from '../../base/index.ts';
import type { GuardMessage } from '../../agent/index.ts';
import type { AnalysisMessage } from '../../server/index.ts';
import {
  Supervisor,
  supervisorName,
  type DaemonLog,
  type StartOutcome,
} from '../../supervisor/index.ts';
import type { ChildSpec } from '../../supervisor/index.ts';
import type { Console } from './console.ts';
import { safeText } from './safe-text.ts';

/** Ctrl-C has to end everything within two seconds; few homes have more than two children. */
const stopGraceMs = 850;
/** A terminal and npm may both pass one Ctrl-C on; only a later one means "now". */
const onePressMs = 400;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What a shell reports of a program that Ctrl-C ended. */
const exitKilled = 130;

export interface SessionOptions {
  readonly home: string;
  readonly children: readonly ChildSpec[];
  readonly plan: () => readonly ChildSpec[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: DaemonLog;
  readonly console: Console;
  readonly complain: (line: string) => void;
}

/** Runs a home in the foreground until a signal ends it; resolves to the exit status. */
export async function runSession(options: SessionOptions): Promise<number> {
  const { console, complain } = options;
  const startedAt = performance.now();
  let started = false;
  const supervisor = new Supervisor({
    ...options,
    stopGraceMs,
    onMessage: (_child, message) => show(console, message),
    onLog: (daemon, level, text) => {
      // What keeps it from starting is told by the outcome.
      if (daemon === supervisorName && !started) return;
      if (level === 'ERROR' || level === 'CRITICAL') console.problem(text);
      if (level === 'WARN' && !isToldOfSource(text)) console.note(safeText(text));
    },
  });
  const interrupted = onSignal(supervisor);
  const outcome = await supervisor.start();
  started = true;
  if (outcome.kind === 'started' || outcome.kind === 'stopped') {
    await interrupted;
    await supervisor.stop();
    console.end(performance.now() - startedAt);
    return 0;
  }
  await supervisor.stop();
  return tellFailure(outcome, complain);
}

/** A source that cannot be read is told with the others, in the list of sources. */
function isToldOfSource(text: string): boolean {
  return text.startsWith('cannot read ') && !text.includes(' to its end: ');
}

/** Resolves at the first signal and begins to stop; the second one kills. */
function onSignal(supervisor: Supervisor): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const act = (): void => {
      const now = performance.now();
      if (firstAt === undefined) {
        firstAt = now;
        void supervisor.stop();
        resolve();
      } else if (now - firstAt > onePressMs) {
        supervisor.kill();
        process.exit(exitKilled);
      }
    };
    for (const signal of signals) process.on(signal, act);
  });
}

function show(console: Console, message: AnalysisMessage | GuardMessage): void {
  switch (message.kind) {
    case 'alert':
      console.alert(message);
      break;
    case 'stats':
      console.stats(message);
      break;
    case 'sources':
      console.sources(message.sources);
      break;
    case 'ready':
      console.ready(message);
      break;
    case 'log':
    case 'refused':
    case 'reloaded':
      break;
    default:
      message satisfies never;
  }
}

function tellFailure(outcome: StartOutcome, complain: (line: string) => void): number {
  if (outcome.kind === 'refused') {
    for (const one of outcome.diagnostics) complain(formatDiagnostic(one));
    const count = outcome.diagnostics.filter(({ severity }) => severity === 'error').length;
    complain(`tocsin start: not started: ${count} ${count === 1 ? 'error' : 'errors'}`);
    return 1;
  }
  if (outcome.kind === 'failed')
    complain(`tocsin start: not started: ${firstLine(outcome.reason)}`);
  return 70;
}

/** What a child wrote before it ended was told as it came. */
function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
