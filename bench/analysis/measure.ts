import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AlertWatch } from './alert-watch.ts';
import { AnalysisChild } from './analysis-child.ts';
import type { SenderMessage, SendRequest } from './messages.ts';
import { monotonicMs } from './messages.ts';
import { quantile } from './probes.ts';
import type { ProcessStat } from './process-stat.ts';
import { processStat } from './process-stat.ts';

/** The one line that the benchmark prints. */
export interface Figures {
  readonly events: number;
  readonly wall_s: number;
  readonly cpu_user_s: number;
  readonly cpu_sys_s: number;
  readonly us_cpu_per_event: number;
  readonly events_per_s: number;
  readonly peak_rss_mb: number;
  readonly alerts: number;
  readonly lost: number;
  /** From the line's acknowledgement to its alert in the alert file; null without such alerts. */
  readonly p50_ms: number | null;
  readonly p99_ms: number | null;
  /** From the start of the process until it takes records. */
  readonly ready_s: number;
}

export interface Measurement {
  readonly home: string;
  readonly corpus: string;
  readonly events: number;
  readonly seed: number;
  /** A built checkout whose analysis process is run; this one when not given. */
  readonly tree?: string;
  /** Told the resident size once a second. */
  readonly onSecond?: (residentBytes: number) => void;
}

type Sent = Extract<SenderMessage, { kind: 'sent' }>;

class Sender {
  readonly #child;
  readonly prepared: Promise<void>;
  readonly sent: Promise<Sent>;

  constructor(request: SendRequest) {
    const script = fileURLToPath(new URL('sender.ts', import.meta.url));
    this.#child = fork(script, [JSON.stringify(request)]);
    let prepared = (): void => undefined;
    this.prepared = new Promise((resolve) => {
      prepared = resolve;
    });
    this.sent = new Promise((resolve, reject) => {
      this.#child.on('message', (message) => {
        const one = message as SenderMessage;
        if (one.kind === 'prepared') prepared();
        else resolve(one);
      });
      this.#child.once('exit', () => reject(new Error('the sender ended')));
    });
    this.sent.catch(() => undefined);
  }

  go(): void {
    this.#child.send('go');
  }

  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function latencies(sent: Sent, watch: AlertWatch): readonly number[] {
  const found: number[] = [];
  const acks = sent.acks.values();
  let ack = acks.next().value;
  for (const [probe, seenMs] of [...watch.seen].sort(([a], [b]) => a - b)) {
    while (ack !== undefined && ack[0] < probe) ack = acks.next().value;
    if (ack !== undefined) found.push(Math.max(0, seenMs - ack[1]));
  }
  return found.sort((a, b) => a - b);
}

/** Waits for the last probe's alert; without any, for the counts, which come once a second. */
async function analysed(child: AnalysisChild, watch: AlertWatch, events: number): Promise<number> {
  for (;;) {
    const seen = watch.seen.get(events - 1);
    if (seen !== undefined) return seen;
    const { stats, first } = child;
    if (stats !== undefined && stats.received - (first?.received ?? 0) >= events) {
      watch.look();
      return watch.seen.get(events - 1) ?? monotonicMs();
    }
    await delay(2);
  }
}

/** Runs the analysis process of a home once and tells what it took. */
export async function measure(wanted: Measurement): Promise<Figures> {
  const { home, corpus, events, seed, tree } = wanted;
  const socketPath = join(home, 'queue', 'ossec', 'ingest.sock');
  const sender = new Sender({ socketPath, corpus, events, seed });
  await sender.prepared;
  const child = new AnalysisChild(home, tree);
  try {
    return await measured(wanted, sender, child);
  } finally {
    sender.end();
    await child.stop();
  }
}

async function measured(
  { home, events, onSecond }: Measurement,
  sender: Sender,
  child: AnalysisChild,
): Promise<Figures> {
  const readySeconds = await child.ready();
  const watch = new AlertWatch(join(home, 'logs', 'alerts', 'alerts.log'));
  const before = processStat(child.pid);
  const watching = setInterval(() => onSecond?.(processStat(child.pid).residentBytes), 1000);
  sender.go();
  const sent = await sender.sent;
  const endMs = await analysed(child, watch, events);
  const after = processStat(child.pid);
  clearInterval(watching);
  watch.close();
  await child.stop();
  const { alerts = 0, analysed: done = 0 } = child.stats ?? {};
  const times = latencies(sent, watch);
  return {
    ...cost(events, (endMs - sent.startMs) / 1000, before, after),
    alerts: alerts - (child.first?.alerts ?? 0),
    lost: events - (done - (child.first?.analysed ?? 0)),
    p50_ms: milliseconds(quantile(times, 0.5)),
    p99_ms: milliseconds(quantile(times, 0.99)),
    ready_s: round(readySeconds, 3),
  };
}

function milliseconds(value: number | undefined): number | null {
  return value === undefined ? null : round(value, 1);
}

function cost(events: number, wall: number, before: ProcessStat, after: ProcessStat) {
  const user = after.userSeconds - before.userSeconds;
  const system = after.systemSeconds - before.systemSeconds;
  return {
    events,
    wall_s: round(wall, 3),
    cpu_user_s: round(user, 3),
    cpu_sys_s: round(system, 3),
    us_cpu_per_event: round(((user + system) * 1e6) / events, 3),
    events_per_s: Math.round(events / wall),
    peak_rss_mb: round(after.peakBytes / 2 ** 20, 1),
  };
}
