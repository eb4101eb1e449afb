import { performance } from 'node:perf_hooks';
import { toUtf8 } from '../../base/index.ts';
import type { FileCursor, PathPosition } from '../positions.ts';
import type { SourceCounters } from '../source-counters.ts';
import { HEAD_BYTES, holdsContent } from './fingerprint.ts';
import type { DrainResult, FollowedFile } from './followed-file.ts';
import { Handles } from './handles.ts';
import { startOfLastLine } from './last-line.ts';
import { Lingering } from './lingering.ts';
import type { FileFacts, OpenedFile } from './looked-up.ts';
import type { Parkable } from './open-files.ts';
import { PastStreams } from './past-streams.ts';
import { rotatedSiblings } from './siblings.ts';
import { StreamFactory } from './stream-factory.ts';
import type { ReadFrom } from './stream-factory.ts';
import { StreamLedger } from './stream-ledger.ts';
import type { TailContext } from './tail-context.ts';
import type { TailOptions } from './tail.ts';

/** File systems' clocks go in steps. */
const FILE_TIME_STEP_NS = 10_000_000n;

export interface PathHooks {
  /** Something is to be done. */
  wake(): void;
  /** The file at the path can be read; what it holds, and held before, may take long. */
  opened(): void;
}

/** The file that stands at one path, files that stood there, and how one follows the other. */
export class PathStreams implements Parkable {
  /** The path that reads the same file, when there is one. */
  sharedWith: string | undefined;
  #begin: 'start' | 'end';
  #parking = false;
  /** Whether saved streams were looked for since there was something at the path. */
  #sought = false;
  /** When nothing was found at the path the last time. */
  #absentAt: number | undefined;
  readonly #handles = new Handles();
  readonly #ledger: StreamLedger;
  readonly #lingering: Lingering;
  readonly #factory: StreamFactory;
  readonly #past: PastStreams;
  readonly #context: TailContext;
  readonly #hooks: PathHooks;
  readonly #path: string;

  constructor(
    context: TailContext,
    counters: SourceCounters,
    options: TailOptions,
    hooks: PathHooks,
  ) {
    const { path, framer, saved } = options;
    this.#context = context;
    this.#hooks = hooks;
    this.#path = path;
    this.#begin = options.begin;
    this.#absentAt = options.absentAt;
    this.#lingering = new Lingering(context.timing, (file) => this.#finished(file));
    this.#ledger = new StreamLedger(saved, this.#lingering);
    this.#factory = new StreamFactory(context, path, framer, counters);
    this.#past = new PastStreams({
      path,
      context,
      ledger: this.#ledger,
      handles: this.#handles,
      lingering: this.#lingering,
      factory: this.#factory,
    });
  }

  /** Whether nothing is open: whatever stood here has been read to its end. */
  get over(): boolean {
    const { current, saved } = this.#ledger;
    return current === undefined && saved.length === 0 && this.#lingering.empty;
  }

  position(): PathPosition {
    const position = this.#ledger.position();
    const begun = position.cursors.length > 0 || position.done.length > 0;
    // Until there is a stream to go on with, this says from when on everything is new.
    if (begun || this.#absentAt === undefined) return position;
    return { ...position, absentAt: this.#absentAt };
  }

  /** Monotonic time at which something is to be done even if nothing happens. */
  dueAt(): number | undefined {
    const reader = this.#ledger.current?.reader;
    const idle = reader?.pending === true ? reader.grownAt + this.#context.timing.idleFlushMs : [];
    const due = [idle, this.#lingering.dueAt() ?? []].flat();
    return due.length === 0 ? undefined : Math.min(...due);
  }

  async readLingering(): Promise<void> {
    await this.#lingering.read();
  }

  /** There is a file at the path. */
  async follow(facts: FileFacts): Promise<void> {
    const { current } = this.#ledger;
    this.#sought = false;
    if (current === undefined) {
      if (!this.#ledger.isParked(facts)) await this.#openPath();
    } else if (current.id !== facts.id) {
      await this.#replace(current);
    } else if (!current.unchanged(facts)) {
      await this.#drain(current);
    } else if (this.#parking && !current.reader.pending) {
      this.#ledger.park();
      await this.#handles.close(current.handle);
    }
    await this.#flushIdle();
  }

  /** The next look at an unchanged file closes it; it is opened again when it changes. */
  park(): void {
    this.#parking = true;
    this.#hooks.wake();
  }

  /** The path cannot be looked at; what is open can still be read. */
  async readOn(hidden: boolean): Promise<void> {
    if (!hidden) this.#begin = 'start';
    await this.#drain(this.#ledger.current);
  }

  /** There is nothing at the path. */
  async vanished(): Promise<void> {
    this.#begin = 'start';
    this.#absentAt = this.#context.clock();
    this.sharedWith = undefined;
    await this.#drain(this.#ledger.current);
    this.#linger();
    if (this.#sought) return;
    this.#sought = true;
    await this.#resumeAbsent();
  }

  /** What stood at the path may be under another name with something left to read. */
  async #resumeAbsent(): Promise<void> {
    for (;;) {
      const [cursor, ...rest] = this.#ledger.saved;
      const remains = cursor === undefined ? undefined : await this.#past.open(cursor);
      if (cursor === undefined || remains === undefined) return;
      await this.#past.resume(cursor, remains, rest);
    }
  }

  /** The path is not followed any more: everything open is read to its end. */
  async finish(): Promise<void> {
    this.#context.openFiles.drop(this);
    this.#linger();
    await this.#lingering.finish();
  }

  /** What `position` tells stays. */
  async close(): Promise<void> {
    this.#context.openFiles.drop(this);
    await this.#handles.closeAllBut(new Set());
  }

  /** Closes what was opened and, because something failed on the way, is followed by nobody. */
  async sweep(): Promise<void> {
    await this.#handles.closeAllBut(this.#ledger.handles());
  }

  async #openPath(): Promise<void> {
    const opened = await this.#handles.open(this.#path);
    const { id } = opened.facts;
    this.sharedWith = this.#context.owners.claim(id, this.#path);
    if (this.sharedWith === undefined) this.#hooks.opened();
    const back = this.#lingering.takeBack(id);
    if (this.sharedWith !== undefined || back !== undefined) {
      this.#ledger.current = back;
      await this.#handles.close(opened.handle);
    } else if (this.#ledger.saved.length > 0) {
      await this.#resumeSaved(opened);
    } else {
      await this.#openNew(opened);
    }
    await this.#drain(this.#ledger.current);
  }

  /** A file at a path where none was open. */
  async #openNew(opened: OpenedFile): Promise<void> {
    const { id } = opened.facts;
    const before = this.#ledger.ended(id) ?? this.#context.owners.leftAt(id);
    if (before !== undefined && (await holdsContent(opened.handle, before))) {
      this.#ledger.takeUp(before);
      await this.#setCurrent(opened, this.#factory.resume(before, opened.facts));
      return;
    }
    if (this.#begin === 'end') return await this.#beginAtEnd(opened);
    const { last } = this.#ledger;
    if (last !== undefined) return await this.#succeed(last, opened);
    if (this.#absentAt !== undefined) {
      const since = BigInt(this.#absentAt) * 1_000_000n - FILE_TIME_STEP_NS;
      await this.#past.catchUp(since, { handle: opened.handle, id: opened.facts.id });
    }
    await this.#beginStream(opened, 0);
  }

  /** What is there at the very first look is old. */
  async #beginAtEnd(opened: OpenedFile): Promise<void> {
    const offset = await startOfLastLine(opened);
    // What was rotated away from an empty file may be as new as the file, but is old as well.
    const old = offset === 0 ? await rotatedSiblings(this.#path) : [];
    for (const { facts } of old) {
      const asNew = facts.changed + FILE_TIME_STEP_NS >= opened.facts.changed;
      if (asNew) this.#ledger.remember(this.#factory.unread(facts));
    }
    this.#begin = 'start';
    await this.#beginStream(opened, offset);
  }

  /** Goes on where the last run stopped, wherever that file is now. */
  async #resumeSaved(opened: OpenedFile): Promise<void> {
    this.#begin = 'start';
    for (;;) {
      const [cursor, ...rest] = this.#ledger.saved;
      if (cursor === undefined) return;
      if (rest.length === 0) return await this.#resumeLast(opened, cursor);
      const remains = await this.#past.open(cursor);
      if (remains === undefined) this.#ledger.remember(cursor, rest);
      else await this.#past.resume(cursor, remains, rest);
    }
  }

  async #resumeLast(opened: OpenedFile, cursor: FileCursor): Promise<void> {
    const { handle, facts } = opened;
    const sameFile = cursor.id === facts.id;
    const holds = await holdsContent(handle, cursor);
    if (sameFile && holds) {
      if (cursor.seen === 0) {
        await this.#past.catchUp(BigInt(cursor.changed), { handle, id: facts.id });
      }
      await this.#setCurrent(opened, this.#factory.resume(cursor, facts));
      return;
    }
    const edited = holds && cursor.seen >= HEAD_BYTES;
    const remains = await this.#past.open(cursor, edited ? 'whole' : 'any');
    if (remains !== undefined) {
      await this.#past.resume(cursor, remains, []);
    } else if (edited) {
      await this.#setCurrent(opened, this.#factory.resume(cursor, facts));
      return;
    } else if (cursor.seen > 0) {
      const name = toUtf8(this.#path);
      this.#context.log.warn(`${name} was replaced and what it held before is gone`);
      this.#ledger.remember(cursor, []);
    } else {
      this.#ledger.unseen = cursor;
    }
    this.#ledger.saved = [];
    await this.#succeed(cursor, opened, sameFile);
  }

  /** Another file has the path. */
  async #replace(old: FollowedFile): Promise<void> {
    await this.#drain(old);
    const opened = await this.#handles.open(this.#path);
    const { current } = this.#ledger;
    if (current === undefined || opened.facts.id === current.id) {
      await this.#handles.close(opened.handle);
      return;
    }
    this.sharedWith = this.#context.owners.claim(opened.facts.id, this.#path);
    if (this.sharedWith !== undefined) {
      await this.#handles.close(opened.handle);
      this.#linger();
      return;
    }
    const cursor = current.reader.cursor();
    const { links } = await current.facts();
    const edited = links === 0 && cursor.seen >= HEAD_BYTES;
    if (edited && (await holdsContent(opened.handle, cursor))) {
      await this.#setCurrent(opened, this.#factory.resume(cursor, opened.facts));
      await this.#letGo(current);
    } else {
      this.#linger();
      await this.#succeed(cursor, opened);
    }
    await this.#drain(this.#ledger.current);
  }

  /** A new stream begins after another, and perhaps after some that came between. */
  async #succeed(before: FileCursor, opened: OpenedFile, sameFile = false): Promise<void> {
    if (sameFile) await this.#context.notices.cutBack(this.#path);
    else await this.#context.notices.rotated(this.#path);
    const upTo = { handle: opened.handle, id: opened.facts.id };
    await this.#past.catchUp(BigInt(before.changed), upTo);
    await this.#beginStream(opened, 0);
  }

  async #drain(file: FollowedFile | undefined): Promise<void> {
    let next = file;
    if (next !== undefined) this.#touch();
    while (next !== undefined) {
      // A file of which nothing was seen may have been filled, copied and emptied in between.
      const { readOffset, changed } = next.reader;
      const held = readOffset === 0 ? await this.#past.catchUp(changed, next) : undefined;
      const result: DrainResult = await next.drain(held);
      // Emptied in the moment before it was read: what it held is in a copy, to be found now.
      if (result === 'other') continue;
      next = result === 'end' ? undefined : await this.#cutBack(next, result);
    }
  }

  /** The file was emptied, perhaps after it was copied, and may have grown again since. */
  async #cutBack(file: FollowedFile, how: 'replaced' | 'hole'): Promise<FollowedFile> {
    const cursor = file.reader.cursor();
    const copy = await this.#past.open({ ...cursor, id: '' });
    if (copy !== undefined) await this.#past.readOn(copy, file.reader, file.reader.readOffset);
    await file.reader.flush('finished');
    // Files may be new from the time on at which this one was last seen whole.
    const changed = BigInt(cursor.changed);
    const opened = { handle: file.handle, facts: { ...(await file.facts()), changed } };
    const last = { ...file.reader.cursor(), id: copy?.opened.facts.id ?? cursor.id };
    this.#ledger.current = undefined;
    this.#ledger.remember(last);
    await this.#context.notices.cutBack(this.#path);
    await this.#past.catchUp(changed, file);
    return await this.#beginStream(opened, how === 'hole' ? cursor.seen : 0);
  }

  async #beginStream(opened: OpenedFile, offset: number): Promise<FollowedFile> {
    return await this.#setCurrent(opened, this.#factory.begin(opened.facts, this.#ledger, offset));
  }

  async #setCurrent(opened: OpenedFile, from: ReadFrom): Promise<FollowedFile> {
    const file = await this.#factory.follow(opened, from);
    this.#ledger.saved = [];
    this.#ledger.unseen = undefined;
    this.#ledger.current = file;
    this.#context.store.changed();
    this.#touch();
    return file;
  }

  async #flushIdle(): Promise<void> {
    const reader = this.#ledger.current?.reader;
    if (reader?.pending !== true) return;
    const quiet = performance.now() - reader.grownAt;
    if (quiet >= this.#context.timing.idleFlushMs) await reader.flush('idle');
  }

  #touch(): void {
    this.#parking = false;
    this.#context.openFiles.touch(this);
  }

  #linger(): void {
    if (this.#ledger.current !== undefined) this.#lingering.add(this.#ledger.current);
    this.#ledger.current = undefined;
  }

  async #finished(file: FollowedFile): Promise<void> {
    this.#ledger.remember(file.reader.cursor());
    await this.#letGo(file);
  }

  async #letGo(file: FollowedFile): Promise<void> {
    this.#context.store.changed();
    this.#context.owners.release(file.id, this.#path, file.reader.cursor());
    await this.#handles.close(file.handle);
  }
}
