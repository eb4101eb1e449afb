import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/index.ts';
import { openSegmentJournal, type Journal, type JournalNotice } from '../../journal/index.ts';
import { batchMark, batchRecordCount, encodeBatch } from '../../wire/index.ts';
import type { IngestRecord, LanePlace, Tally } from '../../wire/index.ts';
import { laneNumber, laneOf, lanes, laneShares, ownSource } from './lanes.ts';
import type { Lane, LanePositions } from './lanes.ts';
import { LaneAges, Reach } from './reach.ts';
import { newSpoolState, SpoolStateFile, type SpoolState } from './spool-state.ts';

const segmentsOfLane = 16;
const segmentBytesMax = 16 * 1024 * 1024;
const saveEveryMs = 1000;

export interface SpoolLog {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export interface SpoolOptions {
  readonly folder: string;
  /** Of all lanes together. */
  readonly bytesMax: number;
  readonly clock: Clock;
  readonly log: SpoolLog;
}

/**
 * Records on their way to a server, on disk. A record is safe here before the collector moves its
 * position, and stays until a server has it. When there is no room the oldest logs are dropped,
 * counted, and the loss is a report of its own; their ranges are missing, which the server sees.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #file: SpoolStateFile;
  readonly #journals: Readonly<Record<Lane, Journal>>;
  readonly #ownStream: string;
  readonly #reach: Reach;
  readonly #ages = { reports: new LaneAges(), logs: new LaneAges() };
  #ownNumber = 0;
  #state: SpoolState;
  #timer: NodeJS.Timeout | undefined;
  #saveFailed = false;
  #makingRoom: Promise<void> = Promise.resolve();

  private constructor(
    options: SpoolOptions,
    file: SpoolStateFile,
    state: SpoolState,
    journals: Readonly<Record<Lane, Journal>>,
  ) {
    this.#options = options;
    this.#file = file;
    this.#state = state;
    this.#journals = journals;
    this.#ownStream = options.clock().toString(36);
    this.#reach = new Reach(state.reach);
    for (const lane of lanes) {
      const { end } = journals[lane];
      // How old what is left is, is not known: it is no younger than this run.
      if (end > state.confirmed[laneNumber(lane)]) this.#ages[lane].add(end, options.clock());
    }
  }

  /** Rejects when the folder is unusable. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const { folder, bytesMax } = options;
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    const file = new SpoolStateFile(join(folder, 'state.json'));
    const known = file.load();
    const state = known ?? newSpoolState();
    // On disk before the first record is sent under this name.
    file.save(state);
    const owner: { spool?: Spool } = {};
    const openLane = (lane: Lane): Promise<Journal> => {
      const bytes = Math.floor(bytesMax * laneShares[lane]);
      return openSegmentJournal({
        folder: join(folder, lane),
        bytesMax: bytes,
        segmentBytes: Math.min(segmentBytesMax, Math.ceil(bytes / segmentsOfLane)),
        endAtLeast: state.confirmed[laneNumber(lane)],
        notice: (notice) => owner.spool?.notice(lane, notice),
      });
    };
    const [reports, logs] = await Promise.all([openLane('reports'), openLane('logs')]);
    owner.spool = new Spool(options, file, state, { reports, logs });
    return owner.spool;
  }

  get id(): string {
    return this.#state.id;
  }

  get confirmed(): LanePositions {
    return this.#state.confirmed;
  }

  get status(): Tally {
    let waitingBytes = 0;
    for (const lane of lanes) {
      const { begin, end } = this.#journals[lane];
      waitingBytes += end - Math.max(begin, this.#state.confirmed[laneNumber(lane)]);
    }
    const nowMs = this.#options.clock();
    const lagMs = Math.max(...lanes.map((lane) => this.#ages[lane].lagMs(nowMs)));
    const lagSeconds = Math.floor(lagMs / 1000);
    return { waitingBytes, lagSeconds, lost: this.#state.lost, sources: this.#reach.sources };
  }

  journal(lane: Lane): Journal {
    return this.#journals[lane];
  }

  /** Resolves once the records survive a power cut. Rejects when the spool is closed before. */
  async deliver(records: readonly IngestRecord[]): Promise<void> {
    await Promise.all(
      lanes.map(async (lane) => {
        const own = records.filter((record) => laneOf(record) === lane);
        if (own.length === 0) return;
        const nowMs = this.#options.clock();
        await this.#journals[lane].append(encodeBatch(own), nowMs);
        this.#ages[lane].add(this.#journals[lane].end, nowMs);
        this.#reach.add(own);
        this.#saveLater();
      }),
    );
  }

  /** Something that the agent itself has to say. */
  async report(text: string): Promise<void> {
    const from = this.#ownNumber++;
    const stream = this.#ownStream;
    const origin = { agent: '000', source: ownSource, stream, from, to: from + 1 };
    await this.deliver([{ queue: '1', location: 'ossec', text, origin }]);
  }

  /**
   * Whether an entry with this mark ends at that place, which is behind what is confirmed. If not,
   * the server means another spool of this name: a copy of this machine, or its own future before
   * it was set back.
   */
  async holds(lane: Lane, place: LanePlace): Promise<boolean> {
    const journal = this.#journals[lane];
    const from = Math.max(journal.begin, this.#state.confirmed[laneNumber(lane)]);
    if (place.position > journal.end || place.position < from) return false;
    for await (const item of journal.read(from, new AbortController().signal)) {
      if (item.next < place.position) continue;
      const isThere = item.next === place.position && item.kind === 'entry';
      return isThere && batchMark(item.bytes) === place.mark;
    }
    return false;
  }

  /** From now on this is another spool, of which no server has anything. */
  rename(): void {
    this.#state = { ...this.#state, id: newSpoolState().id };
    this.#save();
  }

  /** A server has everything of the lane before `position`; less than before changes nothing. */
  confirm(lane: Lane, position: number): void {
    const { confirmed } = this.#state;
    if (position <= confirmed[laneNumber(lane)]) return;
    const next: LanePositions =
      lane === 'reports' ? [position, confirmed[1]] : [confirmed[0], position];
    this.#state = { ...this.#state, confirmed: next };
    this.#ages[lane].confirm(position);
    this.#saveLater();
  }

  /** What is not confirmed is sent at the next start. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#save();
    for (const lane of lanes) await this.#journals[lane].close();
  }

  /** For the journals, which say here what happens to them. */
  notice(lane: Lane, notice: JournalNotice): void {
    const { log } = this.#options;
    switch (notice.kind) {
      case 'torn-tail':
        log.info(`Spool: cut ${notice.bytes} bytes that a crash left half written.`);
        break;
      case 'stalled':
        log.error(`Spool: ${notice.error.message}; collection waits until it is possible.`);
        break;
      case 'resumed':
        log.info('Spool: writing again.');
        break;
      case 'full':
        this.#makingRoom = this.#makingRoom.then(() => this.#makeRoom(lane));
        break;
      default:
        notice satisfies never;
    }
  }

  /** Drops the oldest piece of a lane that is full. */
  async #makeRoom(lane: Lane): Promise<void> {
    const journal = this.#journals[lane];
    const until = journal.trimmable;
    if (until === undefined) return;
    const dropped = await this.#countUnconfirmed(lane, until);
    this.#state = { ...this.#state, lost: this.#state.lost + dropped };
    this.#saveLater();
    await journal.trim(until).catch((error: unknown) => {
      this.#options.log.error(`Spool: cannot be trimmed: ${String(error)}`);
    });
    if (dropped === 0) return;
    const text = `Agent spool is full: ${dropped} records of ${lane} were dropped, the oldest ones.`;
    this.#options.log.warn(text);
    // Waits in turn; a lane of reports that is itself full must not wait for its own room.
    this.report(`ossec: ${text}`).catch(() => undefined);
  }

  async #countUnconfirmed(lane: Lane, until: number): Promise<number> {
    const journal = this.#journals[lane];
    const from = Math.max(journal.begin, this.#state.confirmed[laneNumber(lane)]);
    let records = 0;
    if (from >= until) return records;
    for await (const item of journal.read(from, new AbortController().signal)) {
      if (item.at >= until) break;
      if (item.kind === 'entry') records += batchRecordCount(item.bytes);
      if (item.next >= until) break;
    }
    return records;
  }

  #saveLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#save();
    }, saveEveryMs);
  }

  #save(): void {
    const { log } = this.#options;
    try {
      this.#file.save({ ...this.#state, reach: this.#reach.sources });
      if (this.#saveFailed) log.info('Spool: its state is saved again.');
      this.#saveFailed = false;
    } catch (error) {
      if (!this.#saveFailed) log.error(`Spool: its state cannot be saved: ${String(error)}`);
      this.#saveFailed = true;
      this.#saveLater();
      return;
    }
    // Only what the file says is forgotten: a restart never asks for what is gone.
    for (const lane of lanes) {
      const journal = this.#journals[lane];
      const confirmed = this.#state.confirmed[laneNumber(lane)];
      if (journal.trimmable === undefined || journal.trimmable > confirmed) continue;
      journal.trim(confirmed).catch((error: unknown) => {
        log.error(`Spool: cannot be trimmed: ${String(error)}`);
      });
    }
  }
}
