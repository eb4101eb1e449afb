import type { ChildProcess } from 'node:child_process';
import type { Buffer } from 'node:buffer';
import { toUtf8 } from '../../base/index.ts';
import type { Origin } from '../../event/index.ts';
import { journalPlace, journalText, parseJournalEntry } from '../../formats/index.ts';
import type { CollectedRecord, CollectLog, LocalfileConfig, SourceStatus } from '../contract.ts';
import { StoppedError } from '../courier.ts';
import type { Courier } from '../courier.ts';
import { LOCAL_AGENT } from '../framed-stream.ts';
import type { PositionStore } from '../position-store.ts';
import type { JournalPosition } from '../positions.ts';
import { SourceCounters } from '../source-counters.ts';
import {
  endOf,
  journalArguments,
  journalLines,
  newestEntry,
  spawnJournal,
  thisMachine,
} from './journal-process.ts';
import type { JournalBegin } from './journal-process.ts';

const LOCATION = 'journald';
const MAX_RESTART_MS = 60_000;

export interface JournalSourceOptions {
  readonly config: LocalfileConfig;
  readonly courier: Courier;
  readonly store: PositionStore;
  readonly log: CollectLog;
  readonly hostname: string;
  readonly restartMs: number;
  readonly more: readonly string[];
}

/** Follows the systemd journal through its own reader, which is started again when it ends. */
export class JournalSource {
  readonly #options: JournalSourceOptions;
  readonly #filter: string;
  readonly #counters: SourceCounters;
  #position: JournalPosition | undefined;
  /** Whether it is still to be found out where now is. */
  #fromNow = false;
  #machine: readonly string[] = [];
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #pause: number;
  #stopped = false;

  constructor(options: JournalSourceOptions) {
    const { location } = options.config;
    this.#options = options;
    this.#filter = location === 'all' || location.startsWith('/') ? 'all' : location;
    this.#counters = new SourceCounters(`journal:${this.#filter}`, 'journal');
    this.#pause = options.restartMs;
  }

  /** Without a position, as at the first start, it begins with what comes from now on. */
  async start(): Promise<void> {
    const { store, config } = this.#options;
    this.#machine = await thisMachine();
    if (!config.onlyFutureEvents) this.#position = store.journal(this.#filter);
    this.#fromNow = this.#position === undefined;
    if (this.#fromNow) await this.#findNow();
    this.#run();
  }

  status(): SourceStatus {
    return this.#counters.status();
  }

  async close(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#child?.kill();
    await this.#running;
  }

  #run(): void {
    if (this.#stopped) return;
    this.#running = this.#follow();
  }

  async #findNow(): Promise<void> {
    const newest = await newestEntry([...this.#options.more, ...this.#machine]);
    if (newest.kind === 'failed') {
      this.#unreadable(newest.reason);
      return;
    }
    this.#fromNow = false;
    if (newest.kind === 'none') return;
    const place = journalPlace(newest.cursor);
    if (place === undefined) return;
    this.#move({ cursor: newest.cursor, stream: place.sequence, number: place.number });
  }

  async #follow(): Promise<void> {
    if (this.#fromNow) await this.#findNow();
    if (!this.#fromNow && !this.#stopped) await this.#followChild();
    if (this.#stopped || this.#options.courier.stopped) return;
    this.#timer = setTimeout(() => this.#run(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, MAX_RESTART_MS);
  }

  async #followChild(): Promise<void> {
    const identifier = this.#filter === 'all' ? undefined : toUtf8(this.#filter);
    const cursor = this.#position?.cursor;
    // Without a position there was nothing when it was first looked at.
    const begin: JournalBegin =
      cursor === undefined ? { kind: 'start' } : { kind: 'after', cursor };
    const more = [...this.#options.more, ...this.#machine];
    const child = spawnJournal(journalArguments({ identifier, begin, more }));
    this.#child = child;
    const end = endOf(child);
    this.#counters.set('watching');
    child.stderr?.on('data', (chunk: Buffer) => this.#heard(chunk.toString('utf8')));
    try {
      if (child.stdout !== null) await this.#read(child.stdout);
    } catch (error) {
      if (!(error instanceof StoppedError)) this.#options.log.warn(`the journal: ${String(error)}`);
    } finally {
      child.kill();
    }
    const { reason } = await end;
    if (!this.#stopped) this.#unreadable(reason);
  }

  #unreadable(reason: string): void {
    const { log } = this.#options;
    if (this.#counters.set('unreadable', reason)) log.warn(`the journal cannot be read: ${reason}`);
  }

  async #read(output: AsyncIterable<Buffer>): Promise<void> {
    for await (const { lines, dropped } of journalLines(output)) {
      this.#counters.cutLines += dropped;
      let position = this.#position;
      const records: CollectedRecord[] = [];
      for (const line of lines) {
        const next = this.#recordOf(line, position);
        position = next.position;
        if (next.record !== undefined) records.push(next.record);
      }
      await this.#options.courier.send(records);
      if (position !== undefined) this.#move(position);
      this.#pause = this.#options.restartMs;
    }
  }

  #recordOf(
    line: string,
    before: JournalPosition | undefined,
  ): { readonly position: JournalPosition | undefined; readonly record?: CollectedRecord } {
    const entry = parseJournalEntry(line);
    const place = entry === undefined ? undefined : journalPlace(entry.cursor);
    if (entry === undefined || place === undefined) return { position: before };
    const { sequence, number } = place;
    const text = journalText(entry, this.#options.hostname);
    if (text === undefined) {
      const position = before ?? { cursor: '', stream: sequence, number: number - 1 };
      return { position: { ...position, cursor: entry.cursor } };
    }
    const follows = before?.stream === sequence && before.number < number;
    const from = follows ? before.number : number - 1;
    const source = this.#counters.id;
    const origin: Origin = { agent: LOCAL_AGENT, source, stream: sequence, from, to: number };
    this.#counters.records++;
    this.#counters.bytes += text.text.length;
    if (text.cut) this.#counters.cutLines++;
    return {
      position: { cursor: entry.cursor, stream: sequence, number },
      record: { queue: '1', location: LOCATION, text: text.text, origin },
    };
  }

  #move(position: JournalPosition): void {
    this.#position = position;
    this.#options.store.setJournal(this.#filter, position);
  }

  /** The reader tells on its error output what it may not see. */
  #heard(text: string): void {
    const line = text.split('\n').find((one) => /not seeing/i.test(one));
    if (line === undefined) return;
    const reason = line.replace(/^Hint: /, '').trim();
    if (this.#counters.set('watching', reason)) this.#options.log.warn(`the journal: ${reason}`);
  }
}
