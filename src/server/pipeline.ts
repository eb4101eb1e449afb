import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine, LogRecord, Verdict } from '../engine/contract.ts';
import type { Journal, JournalCursor, JournalEntry, JournalItem } from '../journal/index.ts';
import type { OutputPositions, OutputSet } from '../outputs/index.ts';
import type { BatchRecord } from '../wire/index.ts';
import { decodeBatch } from '../wire/index.ts';
import type { DiskPatience } from './disk-patience.ts';
import { journalGapRecord, sourceGapRecord } from './internal-records.ts';
import type { Ledger, SourceAccount } from './ledger/index.ts';
import type { SnapshotFile } from './snapshot-file.ts';
import { TurnTaking } from './turn-taking.ts';

const flushBytes = 1024 * 1024;
/** While more comes than is analysed, what outputs hold is written this often. */
const flushMs = 50;
const snapshotMs = 2000;
/** A state that takes long to save is saved less often: one part in this many of the time. */
const savingShare = 50;
const snapshotMsMax = 30_000;
const lastSavingMsMax = 400;
/** The sockets get their turn after this many records. */
const turnRecords = 2000;
/** Versions of files that wait in memory for the next snapshot. */
const versionsMax = 50_000;

/** Where versions of files are kept; a snapshot and what was committed with it belong together. */
export interface VersionStore {
  readonly pending: number;
  commit(cursor: JournalCursor): void;
}

export interface PipelineOptions {
  readonly journal: Journal;
  readonly snapshots: SnapshotFile;
  readonly disk: DiskPatience;
  readonly engine: Engine;
  readonly outputs: OutputSet;
  readonly ledger: Ledger;
  readonly versions: VersionStore;
  readonly cursor: JournalCursor;
  readonly timeMs: number;
  /** At this cursor everything is replayed that may have been written before a crash. */
  readonly replayEnd: JournalCursor;
  readonly snapshotMs?: number;
  readonly snapshotRecords?: number;
  /** The journal keeps what it could forget; it is tried again after the next snapshot. */
  readonly onTrimFailure: (error: unknown) => void;
  readonly onAlert: (verdict: Verdict, id: string) => void;
  /** What `onAlert` told is in the files now. */
  readonly onWritten: () => void;
}

/**
 * journal → batch → dedupe → engine → outputs → cursor. State and positions of the output files
 * are saved together with the cursor; everything after a snapshot is a function of the journal,
 * so after a crash the same bytes are written to the same places again.
 */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #turns = new TurnTaking();
  readonly #stop = new AbortController();
  #engine: Engine;
  #outputs: OutputSet;
  #cursor: JournalCursor;
  #savedCursor: JournalCursor;
  #timeMs: number;
  #recordsSinceSnapshot = 0;
  #recordsSinceTurn = 0;
  #flushedMs = 0;
  /** How long the last save took. */
  #savingMs = 0;
  #timer: NodeJS.Timeout | undefined = undefined;
  /** Set when an entry could not be finished: what is in memory must not become a snapshot. */
  #abandoned = false;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#engine = options.engine;
    this.#outputs = options.outputs;
    this.#cursor = options.cursor;
    this.#savedCursor = options.cursor;
    this.#timeMs = options.timeMs;
  }

  get cursor(): JournalCursor {
    return this.#cursor;
  }

  get #replaying(): boolean {
    return this.#cursor < this.#options.replayEnd;
  }

  get engine(): Engine {
    return this.#engine;
  }

  /** Resolves after `stop`. Rejects on our own mistakes only: the process must not go on then. */
  async run(): Promise<void> {
    const { journal } = this.#options;
    if (!this.#replaying) await this.#turns.run(() => this.#cut());
    for await (const item of journal.read(this.#cursor, this.#stop.signal)) {
      if (this.#stop.signal.aborted) break;
      await this.#turns.run(() => this.#take(item));
    }
  }

  /**
   * Ends after the entry under way, with a last snapshot unless that takes long or the disk refuses
   * it: what no snapshot holds is replayed at the next start.
   */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#turns.run(async () => {
      const quick = this.#savingMs < lastSavingMsMax;
      if (quick && this.#cursor > this.#savedCursor) await this.#save();
    });
    await this.#turns.run(() => this.#outputs.close());
  }

  /**
   * Saves now, twice: after this neither the snapshot nor its predecessor knows an older state.
   * Needed before the first byte goes to files whose positions no snapshot holds yet.
   */
  async saveBaseline(): Promise<void> {
    await this.#turns.run(() => this.#saveTwice());
  }

  /** Another rule set takes over between two entries. */
  async swap(engine: Engine, outputs?: (at: OutputPositions) => Promise<OutputSet>): Promise<void> {
    await this.#turns.run(async () => {
      await this.#flush();
      engine.restore(this.#engine.snapshot());
      this.#engine = engine;
      if (outputs !== undefined) await this.#exchangeOutputs(outputs);
      await this.#saveTwice();
    });
  }

  async #exchangeOutputs(open: (at: OutputPositions) => Promise<OutputSet>): Promise<void> {
    const before = this.#outputs;
    await this.#insist(async () => {
      this.#outputs = await open(before.positions);
    });
    if (this.#outputs !== before) await before.close();
  }

  async #take(item: JournalItem): Promise<void> {
    try {
      await this.#takeItem(item);
    } catch (error) {
      this.#abandoned = true;
      throw error;
    }
  }

  async #takeItem(item: JournalItem): Promise<void> {
    if (item.kind === 'entry') await this.#takeEntry(item);
    else {
      this.#options.ledger.totals.journalGaps++;
      this.#analyse(journalGapRecord(item, this.#timeMs));
    }
    if (this.#abandoned) return;
    const { journal, snapshotRecords = 1_000_000 } = this.#options;
    const idle = item.next >= journal.end;
    const turn = this.#recordsSinceTurn >= turnRecords;
    if (idle || this.#isFlushDue(turn)) await this.#flush();
    if (turn) await this.#letOthers();
    const replayed = this.#replaying;
    this.#cursor = item.next;
    if (replayed && !this.#replaying) await this.#cut();
    const due = this.#options.versions.pending >= versionsMax;
    if (due || this.#recordsSinceSnapshot >= snapshotRecords) await this.#save();
    else this.#saveLater();
  }

  /** The clock is looked at once a turn. */
  #isFlushDue(turn: boolean): boolean {
    const { pendingBytes } = this.#outputs;
    if (pendingBytes === 0) return false;
    return pendingBytes >= flushBytes || (turn && performance.now() - this.#flushedMs >= flushMs);
  }

  async #takeEntry(entry: JournalEntry): Promise<void> {
    const { ledger } = this.#options;
    await this.#changeDay(entry.receiptTimeMs);
    if (this.#abandoned) return;
    this.#timeMs = entry.receiptTimeMs;
    const batch = decodeBatch(entry.bytes);
    if (batch.kind === 'malformed') {
      ledger.totals.malformedBatches++;
      return;
    }
    const accounts = new Map(batch.sources.map((source) => [source, ledger.account(source)]));
    for (const record of batch.records) {
      const account = accounts.get(record.source);
      if (account !== undefined) this.#takeRecord(record, account, entry.receiptTimeMs);
    }
    this.#recordsSinceSnapshot += batch.records.length;
    this.#recordsSinceTurn += batch.records.length;
  }

  async #letOthers(): Promise<void> {
    this.#recordsSinceTurn = 0;
    await nextTurn();
  }

  #takeRecord(record: BatchRecord, account: SourceAccount, timeMs: number): void {
    const { ledger } = this.#options;
    const { source, from, to, text } = record;
    const taken = ledger.take(account, from, to);
    if (taken === 'duplicate') return;
    if (taken !== 'fresh') this.#analyse(sourceGapRecord(account.tally, taken, timeMs));
    const { queue, location } = source;
    const origin = source.origin === undefined ? undefined : { ...source.origin, from, to };
    ledger.analysed(account.tally, this.#analyse({ queue, location, text, timeMs, origin }));
  }

  /** False for a record that is no valid message. */
  #analyse(record: LogRecord): boolean {
    const verdict = this.#engine.process(record);
    if (verdict === undefined) return false;
    const { anomaly } = this.#engine;
    if (anomaly !== undefined) this.#write(anomaly);
    this.#write(verdict);
    return true;
  }

  #write(verdict: Verdict): void {
    const id = this.#outputs.write(verdict);
    if (id !== undefined) {
      this.#options.ledger.totals.alerts++;
      this.#options.onAlert(verdict, id);
    }
  }

  async #flush(): Promise<void> {
    this.#flushedMs = performance.now();
    if (await this.#insist(() => this.#outputs.flush())) this.#options.onWritten();
  }

  async #changeDay(timeMs: number): Promise<void> {
    const day = this.#outputs.dayAfter(timeMs);
    if (day === undefined) return;
    const flushed = await this.#insist(async () => {
      await this.#outputs.flush();
      if (this.#replaying) await this.#outputs.cut();
      await this.#outputs.sync();
    });
    if (flushed) this.#options.onWritten();
    const changed = flushed && (await this.#insist(() => this.#outputs.changeDay(day)));
    if (changed) await this.#saveTwice();
  }

  async #cut(): Promise<void> {
    const done = await this.#insist(async () => {
      await this.#outputs.flush();
      await this.#outputs.cut();
    });
    if (done) this.#options.onWritten();
  }

  #saveLater(): void {
    if (this.#stop.signal.aborted) return;
    const share = Math.min(this.#savingMs * savingShare, snapshotMsMax);
    const afterMs = Math.max(this.#options.snapshotMs ?? snapshotMs, share);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#turns.run(() => this.#save());
    }, afterMs);
  }

  async #saveTwice(): Promise<void> {
    if (await this.#save()) await this.#save();
  }

  /** Output files first: a snapshot never tells of bytes that a power cut may take back. */
  async #save(): Promise<boolean> {
    const { journal, snapshots, ledger, versions } = this.#options;
    if (this.#abandoned) return false;
    const started = performance.now();
    const saved = await this.#insist(async () => {
      await this.#outputs.flush();
      await this.#outputs.sync();
      versions.commit(this.#cursor);
      await snapshots.save({
        version: 1,
        cursor: this.#cursor,
        timeMs: this.#timeMs,
        outputs: this.#outputs.positions,
        ledger: ledger.snapshot(),
        engine: this.#engine.snapshot(),
      });
    });
    if (!saved) return false;
    this.#options.onWritten();
    this.#recordsSinceSnapshot = 0;
    this.#savingMs = performance.now() - started;
    // The snapshot before this one must still find its journal.
    const previous = this.#savedCursor;
    this.#savedCursor = this.#cursor;
    await journal.trim(previous).catch(this.#options.onTrimFailure);
    // Once more when nothing else comes, or a full journal would wait for ever for its trimming.
    if (previous < this.#cursor) this.#saveLater();
    return true;
  }

  async #insist(write: () => Promise<void>): Promise<boolean> {
    const done = await this.#options.disk.insist(write, this.#stop.signal);
    if (!done) this.#abandoned = true;
    return done;
  }
}
