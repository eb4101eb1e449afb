import { join } from 'node:path';
import type { AlertFeed } from './alert-feed.ts';
import type { Analysis } from './analysis.ts';
import type { StatsMessage } from './messages.ts';
import { StatisticsFiles } from './statistics-files.ts';
import {
  ledgerPath,
  ledgerText,
  scansPath,
  scansText,
  SharedFile,
  stateText,
} from './state-files.ts';

const tickMs = 1000;

export interface ReporterOptions {
  readonly home: string;
  readonly analysis: Analysis;
  readonly feed: AlertFeed;
  /** Seconds between two state files; 0 for none. */
  readonly stateIntervalSeconds: number;
}

/** Tells how analysis goes: to the parent each second, to files every few, when it changed. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #state: SharedFile;
  readonly #ledger: SharedFile;
  readonly #scans: SharedFile;
  readonly #statistics: StatisticsFiles;
  readonly #timer: NodeJS.Timeout;
  #told = '';
  #ticks = 0;
  #analysedAtTick: number;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#analysedAtTick = options.analysis.ledger.totals.analysed;
    this.#state = new SharedFile(join(options.home, 'var', 'run', 'ossec-analysisd.state'));
    this.#ledger = new SharedFile(join(options.home, ledgerPath));
    this.#scans = new SharedFile(join(options.home, scansPath));
    this.#statistics = new StatisticsFiles(options.home);
    this.#timer = setInterval(() => this.#tick(), tickMs);
    // What happened before this start; whoever counts from here on subtracts it.
    options.feed.tell(this.#stats(0));
  }

  /** Files as they are at the end. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const stats = this.#stats(0);
    this.#options.feed.tell(stats);
    await this.writeFiles(stats);
  }

  async writeFiles(stats: StatsMessage): Promise<void> {
    if (this.#options.stateIntervalSeconds > 0) {
      await this.#state.update(stateText(this.#stateValues(stats)));
    }
    await this.#scans.update(scansText(this.#options.analysis.pipeline.engine.scans.snapshot()));
    await this.#ledger.update(ledgerText(this.#options.analysis.ledger));
    await this.#statistics.update(this.#options.analysis.pipeline.engine.statistics);
  }

  #tick(): void {
    this.#options.feed.nextSecond();
    const { analysed } = this.#options.analysis.ledger.totals;
    const stats = this.#stats(analysed - this.#analysedAtTick);
    this.#analysedAtTick = analysed;
    const text = JSON.stringify(stats);
    if (text !== this.#told) this.#options.feed.tell(stats);
    this.#told = text;
    const interval = this.#options.stateIntervalSeconds;
    if (++this.#ticks % (interval > 0 ? interval : 5) === 0) void this.writeFiles(stats);
  }

  #stats(eventsPerSecond: number): StatsMessage {
    const { analysis, feed } = this.#options;
    const { received, analysed, alerts, duplicates, gaps } = analysis.ledger.totals;
    return {
      kind: 'stats',
      received,
      analysed,
      alerts,
      duplicates,
      gaps,
      eventsPerSecond,
      lagBytes: analysis.journal.end - analysis.pipeline.cursor,
      sources: analysis.ledger.sources.length,
      untold: feed.untold,
      paused: analysis.disk.stalled,
    };
  }

  #stateValues(stats: StatsMessage): Record<string, number> {
    const { journal, ingest, ledger } = this.#options.analysis;
    const { invalid, malformedBatches, journalGaps } = ledger.totals;
    return {
      events_received: stats.received,
      events_processed: stats.analysed,
      events_duplicate: stats.duplicates,
      events_invalid: invalid,
      events_processed_per_second: stats.eventsPerSecond,
      alerts_written: stats.alerts,
      gaps: stats.gaps,
      sources: stats.sources,
      streams: ledger.streamCount,
      journal_bytes: journal.end - journal.begin,
      journal_lag_bytes: stats.lagBytes,
      journal_gaps: journalGaps,
      batches_received: ingest.counts.batches,
      batches_malformed: malformedBatches,
      connections_refused: ingest.counts.refused,
      outputs_paused: stats.paused ? 1 : 0,
      ...this.#options.analysis.pipeline.engine.counters(),
    };
  }
}
