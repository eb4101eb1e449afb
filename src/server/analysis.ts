import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Clock } from '../base/index.ts';
import type { Engine } from '../engine/contract.ts';
import type { Journal, JournalNotice } from '../journal/index.ts';
import { openSegmentJournal } from '../journal/index.ts';
import type { OutputSettings } from '../outputs/index.ts';
import { dayOf, OutputSet } from '../outputs/index.ts';
import type { FileHistory } from '../store/index.ts';
import { encodeBatch } from '../wire/index.ts';
import type { AlertFeed } from './alert-feed.ts';
import { DiskPatience } from './disk-patience.ts';
import { openFileHistory } from './open-file-history.ts';
import type { IngestServer } from './ingest-server.ts';
import { isAnswered, openIngestServer } from './ingest-server.ts';
import { diskResumedText, internalLocation } from './internal-records.ts';
import { Ledger } from './ledger/index.ts';
import { Pipeline } from './pipeline.ts';
import type { AnalysisSnapshot } from './snapshot-file.ts';
import { SnapshotFile } from './snapshot-file.ts';
import { forgetCleared, learnFromFiles } from './statistics-files.ts';

export type AnalysisLog = (level: 'INFO' | 'WARN' | 'ERROR', text: string) => void;

export interface AnalysisOptions {
  readonly home: string;
  readonly engine: Engine;
  readonly settings: OutputSettings;
  readonly clock: Clock;
  readonly log: AnalysisLog;
  readonly feed: AlertFeed;
  /** Size at which the journal holds back the collectors. */
  readonly journalBytesMax?: number;
  readonly snapshotMs?: number;
}

/** The running analysis: everything it owns, for those who report on it and stop it. */
export interface Analysis {
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly pipeline: Pipeline;
  readonly ingest: IngestServer;
  readonly disk: DiskPatience;
  /** Rejects when analysis cannot go on; resolves after `stop`. */
  readonly finished: Promise<void>;
  /** Another rule set, and perhaps other outputs, from the next entry on. */
  reload(engine: Engine, settings: OutputSettings): Promise<void>;
  /** Something that analysis itself has to say: it goes through the journal like all else. */
  report(location: string, text: string): Promise<void>;
  /** Takes no more records, finishes the entry under way, saves. */
  stop(): Promise<void>;
}

function tellJournal(log: AnalysisLog): (notice: JournalNotice) => void {
  return (notice) => {
    switch (notice.kind) {
      case 'torn-tail':
        log('INFO', `Journal: cut ${notice.bytes} bytes that a crash left half written.`);
        break;
      case 'stalled':
        log('ERROR', `Journal: ${notice.error.message}; collectors wait until it is possible.`);
        break;
      case 'resumed':
        log('INFO', 'Journal: writing again.');
        break;
      case 'full':
        if (!notice.isAgain)
          log('WARN', `Journal: full with ${notice.bytes} bytes; collectors wait for analysis.`);
        break;
      default:
        notice satisfies never;
    }
  };
}

async function loadSnapshot(file: SnapshotFile, log: AnalysisLog) {
  const loaded = await file.load();
  if (loaded.kind === 'unusable') {
    log('ERROR', `State lost: ${loaded.paths.join(' and ')} cannot be read; starting anew.`);
  }
  if (loaded.kind !== 'loaded') return undefined;
  if (loaded.from !== file.path) log('WARN', `State taken from ${loaded.from}.`);
  return loaded.snapshot;
}

interface Opened {
  readonly journal: Journal;
  readonly outputs: OutputSet;
  readonly snapshots: SnapshotFile;
  readonly snapshot: AnalysisSnapshot | undefined;
  readonly files: FileHistory;
}

async function openParts(options: AnalysisOptions): Promise<Opened> {
  const { home, settings, clock, log, journalBytesMax } = options;
  const folder = join(home, 'queue', 'journal');
  await mkdir(folder, { recursive: true, mode: 0o750 });
  await mkdir(join(home, 'queue', 'ossec'), { recursive: true, mode: 0o750 });
  await mkdir(join(home, 'var', 'run'), { recursive: true, mode: 0o770 });
  const snapshots = new SnapshotFile(join(folder, 'analysis.snapshot'));
  const snapshot = await loadSnapshot(snapshots, log);
  const journal = await openSegmentJournal({
    folder,
    endAtLeast: snapshot?.cursor ?? 0,
    notice: tellJournal(log),
    ...(journalBytesMax === undefined ? {} : { bytesMax: journalBytesMax }),
  });
  const positions = snapshot?.outputs ?? { day: dayOf(clock()), bytes: {} };
  const outputs = await OutputSet.open({ logs: join(home, 'logs'), settings }, positions);
  const files = await openFileHistory(home, snapshot?.cursor, clock, log);
  return { journal, outputs, snapshots, snapshot, files };
}

function openDisk({ clock, log }: AnalysisOptions, journal: Journal): DiskPatience {
  return new DiskPatience({
    clock,
    onStall: (error) => log('ERROR', `Analysis waits for the disk: ${error.message}.`),
    onResume: ({ path }, pausedMs) => {
      log('INFO', `Analysis goes on: ${path} can be written again.`);
      const text = diskResumedText(path, pausedMs);
      const record = { queue: '1', location: internalLocation, text, origin: undefined };
      // Closing the journal is the only thing that rejects this, and then nobody waits for it.
      journal.append(encodeBatch([record]), clock()).catch(() => undefined);
    },
  });
}

function hasAllOutputs({ positions }: OutputSet, snapshot: AnalysisSnapshot): boolean {
  return Object.keys(positions.bytes).every((name) => Object.hasOwn(snapshot.outputs.bytes, name));
}

/** Paths of sockets are limited to about 100 bytes; relative ones have the better chance. */
function shortest(path: string): string {
  const near = relative(process.cwd(), path);
  return near.length < path.length ? near : path;
}

/** Recovers the state of the last run, then takes records. Rejects when the home is unusable. */
export async function openAnalysis(options: AnalysisOptions): Promise<Analysis> {
  const { home, engine, log, feed, clock, snapshotMs } = options;
  const socketPath = shortest(join(home, 'queue', 'ossec', 'ingest.sock'));
  // Before the journal is touched: two processes must never write it.
  if (await isAnswered(socketPath)) throw new Error(`another process serves ${socketPath}`);
  const { journal, outputs, snapshots, snapshot, files } = await openParts(options);
  const disk = openDisk(options, journal);
  const ledger = snapshot === undefined ? new Ledger() : Ledger.restore(snapshot.ledger);
  engine.keepFilesIn(files);
  if (snapshot !== undefined) engine.restore(snapshot.engine);
  // What OSSEC learned here before; later the snapshot knows more.
  else await learnFromFiles(home, engine.statistics);
  await forgetCleared(home, engine.statistics);
  const pipeline = new Pipeline({
    journal,
    snapshots,
    disk,
    engine,
    outputs,
    ledger,
    versions: files,
    cursor: snapshot?.cursor ?? journal.begin,
    timeMs: snapshot?.timeMs ?? clock(),
    replayEnd: journal.end,
    onAlert: (verdict, id) => feed.alert(verdict, id),
    onWritten: () => feed.release(),
    onTrimFailure: (error) => log('ERROR', `Journal: cannot be trimmed: ${String(error)}`),
    ...(snapshotMs === undefined ? {} : { snapshotMs }),
  });
  if (snapshot === undefined || !hasAllOutputs(outputs, snapshot)) await pipeline.saveBaseline();
  const finished = pipeline.run();
  // Whoever opened this hears of a failure through the promise it gets below.
  finished.catch(() => undefined);
  const ingest = await openIngestServer({ socketPath, journal, clock });
  return {
    journal,
    ledger,
    pipeline,
    ingest,
    disk,
    finished,
    async reload(engine, settings) {
      const logs = join(home, 'logs');
      engine.keepFilesIn(files);
      await pipeline.swap(engine, (at) => OutputSet.open({ logs, settings }, at));
    },
    async report(location, text) {
      const batch = encodeBatch([{ queue: '1', location, text, origin: undefined }]);
      // Rejected by a journal that is closed: then nobody waits for it.
      await journal.append(batch, clock()).catch(() => undefined);
    },
    async stop() {
      await ingest.close();
      await pipeline.stop();
      await finished;
      files.close();
      await journal.close();
    },
  };
}
