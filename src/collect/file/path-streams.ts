import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { toUtf8 } from '../../base/index.ts';
import { StoppedError } from '../courier.ts';
import type { FileCursor, PathPosition } from '../positions.ts';
import type { SourceCounters } from '../source-counters.ts';
import { contentOf } from './content.ts';
import { holdsContent } from './fingerprint.ts';
import type { DrainResult, FollowedFile } from './followed-file.ts';
import { startOfLastLine } from './last-line.ts';
import { Lingering } from './lingering.ts';
import { openFile } from './looked-up.ts';
import type { FileFacts, OpenedFile } from './looked-up.ts';
import { findRemains, newerFiles } from './past-files.ts';
import type { Sibling } from './siblings.ts';
import { StreamFactory } from './stream-factory.ts';
import type { ReadFrom } from './stream-factory.ts';
import type { StreamReader } from './stream-reader.ts';
import type { TailContext } from './tail-context.ts';
import type { TailOptions } from './tail.ts';

/** A replaced file is the same log, edited, only if at least this much of it is as before. */
const SAME_CONTENT_BYTES = 1024;
const MAX_DONE = 32;
const FILE_TIME_STEP_MS = 10;
const MAX_ROUNDS = 20;
const empty = Buffer.alloc(0);

/** The file or copy in which a stream was found. */
interface Remains {
  readonly sibling: Sibling;
  readonly opened: OpenedFile;
}

/**
 * The streams of one path: the file that stands there, files that stood there and may still be
 * written to, and what is known of those that were read to their end. At every moment each stream
 * is in exactly one place that `position` looks at, so that a save at any time loses none.
 */
export class PathStreams {
  /** The path that reads the same file, when there is one. */
  sharedWith: string | undefined;
  #current: FollowedFile | undefined;
  /** Reads what is left of a stream from a copy. */
  #copy: StreamReader | undefined;
  /** Cursors of the last run whose files have not been looked for yet. */
  #saved: readonly FileCursor[];
  #done: FileCursor[];
  #generation: number;
  #begin: 'start' | 'end';
  /** When nothing was found at the path the last time. */
  #absentAt: number | undefined;
  readonly #handles = new Set<FileHandle>();
  readonly #lingering: Lingering;
  readonly #factory: StreamFactory;
  readonly #context: TailContext;
  readonly #path: string;

  constructor(context: TailContext, counters: SourceCounters, options: TailOptions) {
    this.#context = context;
    this.#path = options.path;
    this.#begin = options.begin;
    this.#saved = options.saved?.cursors ?? [];
    this.#done = [...(options.saved?.done ?? [])];
    this.#generation = options.saved?.generation ?? 0;
    this.#absentAt = options.absentAt;
    this.#factory = new StreamFactory(context, options.path, options.framer, counters);
    this.#lingering = new Lingering(context.timing, (file) => this.#finished(file));
  }

  /** Whether nothing is open: whatever stood here has been read to its end. */
  get over(): boolean {
    return this.#current === undefined && this.#lingering.empty;
  }

  position(): PathPosition {
    const open = [this.#copy, this.#current?.reader].flatMap((reader) => reader?.cursor() ?? []);
    const cursors = [...this.#saved, ...this.#lingering.cursors(), ...open];
    return { cursors, done: this.#done, generation: this.#generation };
  }

  /** Monotonic time at which something is to be done even if nothing happens. */
  dueAt(): number | undefined {
    const reader = this.#current?.reader;
    const idle = reader?.pending === true ? reader.grownAt + this.#context.timing.idleFlushMs : [];
    const due = [idle, this.#lingering.dueAt() ?? []].flat();
    return due.length === 0 ? undefined : Math.min(...due);
  }

  async readLingering(): Promise<void> {
    await this.#lingering.read();
  }

  /** There is a file at the path. */
  async follow(facts: FileFacts): Promise<void> {
    const current = this.#current;
    if (current === undefined) await this.#openPath();
    else if (current.id !== facts.id) await this.#replace(current);
    else if (!current.unchanged(facts)) await this.#drain(current);
    await this.#flushIdle();
  }

  /** The path cannot be looked at; what is open can still be read. */
  async readOn(): Promise<void> {
    if (this.#current !== undefined) await this.#drain(this.#current);
    this.#begin = 'start';
  }

  /** There is nothing at the path. */
  async vanished(): Promise<void> {
    this.#begin = 'start';
    this.#absentAt = this.#context.clock();
    this.sharedWith = undefined;
    const current = this.#current;
    if (current === undefined) return;
    await this.#drain(current);
    this.#linger();
  }

  /** The path is not followed any more: everything open is read to its end. */
  async finish(): Promise<void> {
    this.#linger();
    await this.#lingering.finish();
  }

  /** What `position` tells stays. */
  async close(): Promise<void> {
    for (const handle of this.#handles) await this.#closeHandle(handle);
  }

  /** Closes what was opened and, because something failed on the way, is followed by nobody. */
  async sweep(): Promise<void> {
    const inUse = new Set([this.#current?.handle, ...this.#lingering.handles()]);
    for (const handle of this.#handles) if (!inUse.has(handle)) await this.#closeHandle(handle);
  }

  async #open(path: string): Promise<OpenedFile> {
    const opened = await openFile(path);
    this.#handles.add(opened.handle);
    return opened;
  }

  async #closeHandle(handle: FileHandle): Promise<void> {
    this.#handles.delete(handle);
    await handle.close();
  }

  async #openPath(): Promise<void> {
    const opened = await this.#open(this.#path);
    const { id } = opened.facts;
    this.sharedWith = this.#context.owners.claim(id, this.#path);
    const back = this.#lingering.takeBack(id);
    if (this.sharedWith !== undefined || back !== undefined) {
      await this.#closeHandle(opened.handle);
      this.#current = back;
    } else if (this.#saved.length > 0) {
      await this.#resumeSaved(opened);
    } else {
      await this.#openNew(opened);
    }
    if (this.#current !== undefined) await this.#drain(this.#current);
  }

  /** A file at a path where none was open. */
  async #openNew(opened: OpenedFile): Promise<void> {
    const before = this.#done.findLast(({ id }) => id === opened.facts.id);
    if (before !== undefined && (await holdsContent(opened.handle, before))) {
      this.#done = this.#done.filter((one) => one !== before);
      await this.#setCurrent(opened, this.#factory.resume(before, opened.facts));
      return;
    }
    const last = this.#lingering.cursors().at(-1) ?? this.#done.at(-1);
    if (last !== undefined) await this.#context.notices.rotated(this.#path);
    const since = last === undefined ? fileTime(this.#absentAt) : BigInt(last.changed);
    if (since !== undefined) await this.#catchUp(since, opened.facts.id);
    const offset = this.#begin === 'end' ? await startOfLastLine(opened) : 0;
    this.#begin = 'start';
    await this.#beginStream(opened, offset);
  }

  /** Goes on where the last run stopped, wherever that file is now. */
  async #resumeSaved(opened: OpenedFile): Promise<void> {
    this.#begin = 'start';
    for (;;) {
      const [cursor, next] = this.#saved;
      if (cursor === undefined) return;
      if (next === undefined) return await this.#resumeLast(opened, cursor);
      const remains = await this.#openRemains(cursor);
      if (remains === undefined) this.#remember(cursor, this.#saved.slice(1));
      else await this.#readRemains(cursor, remains, this.#saved.slice(1));
    }
  }

  async #resumeLast(opened: OpenedFile, cursor: FileCursor): Promise<void> {
    const { handle, facts } = opened;
    const sameFile = cursor.id === facts.id;
    const holds = await holdsContent(handle, cursor);
    if (cursor.seen === 0 && !sameFile) return await this.#resumeUnseen(opened, cursor);
    const remains = sameFile && holds ? undefined : await this.#openRemains(cursor);
    const edited = holds && remains === undefined && cursor.seen >= SAME_CONTENT_BYTES;
    if ((sameFile && holds) || edited) {
      if (cursor.seen === 0) await this.#catchUp(BigInt(cursor.changed), facts.id);
      await this.#setCurrent(opened, this.#factory.resume(cursor, facts));
      return;
    }
    if (remains !== undefined) {
      await this.#readRemains(cursor, remains, []);
    } else {
      const name = toUtf8(this.#path);
      this.#context.log.warn(`${name} was replaced and what it held before is gone`);
      this.#remember(cursor, []);
    }
    if (sameFile) await this.#context.notices.cutBack(this.#path);
    else await this.#context.notices.rotated(this.#path);
    await this.#catchUp(BigInt(cursor.changed), facts.id);
    await this.#beginStream(opened, 0);
  }

  /** Of a stream of which nothing was seen, nothing tells whether its file still holds it. */
  async #resumeUnseen(opened: OpenedFile, cursor: FileCursor): Promise<void> {
    this.#saved = [];
    await this.#context.notices.rotated(this.#path);
    await this.#catchUp(BigInt(cursor.changed), opened.facts.id);
    await this.#beginStream(opened, 0);
  }

  /** Another file has the path. */
  async #replace(old: FollowedFile): Promise<void> {
    await this.#drain(old);
    const opened = await this.#open(this.#path);
    const current = this.#current;
    if (current === undefined || opened.facts.id === current.id) {
      await this.#closeHandle(opened.handle);
      return;
    }
    this.sharedWith = this.#context.owners.claim(opened.facts.id, this.#path);
    if (this.sharedWith !== undefined) {
      await this.#closeHandle(opened.handle);
      this.#linger();
      return;
    }
    const cursor = current.reader.cursor();
    const { links } = await current.facts();
    const edited = links === 0 && cursor.seen >= SAME_CONTENT_BYTES;
    if (edited && (await holdsContent(opened.handle, cursor))) {
      await this.#setCurrent(opened, this.#factory.resume(cursor, opened.facts));
      await this.#letGo(current);
    } else {
      this.#linger();
      await this.#context.notices.rotated(this.#path);
      await this.#catchUp(BigInt(cursor.changed), opened.facts.id);
      await this.#beginStream(opened, 0);
    }
    if (this.#current !== undefined) await this.#drain(this.#current);
  }

  async #drain(file: FollowedFile): Promise<void> {
    let next: FollowedFile | undefined = file;
    while (next !== undefined) {
      // A file of which nothing was seen may have been filled, copied and emptied in between.
      const { readOffset, changed } = next.reader;
      if (readOffset === 0) await this.#catchUp(changed, next.id);
      const result: DrainResult = await next.drain();
      next = result === 'end' ? undefined : await this.#cutBack(next, result);
    }
  }

  /** The file was emptied, perhaps after it was copied, and may have grown again since. */
  async #cutBack(file: FollowedFile, how: DrainResult): Promise<FollowedFile> {
    const cursor = file.reader.cursor();
    const copy = await this.#openRemains({ ...cursor, id: '' });
    if (copy !== undefined) await this.#readOnIn(copy, file.reader, file.reader.readOffset);
    await file.reader.flush('finished');
    const opened = { handle: file.handle, facts: await file.facts() };
    const last = { ...file.reader.cursor(), id: copy?.opened.facts.id ?? cursor.id };
    this.#current = undefined;
    this.#remember(last, this.#saved);
    await this.#context.notices.cutBack(this.#path);
    await this.#catchUp(BigInt(cursor.changed), file.id);
    return await this.#beginStream(opened, how === 'hole' ? cursor.seen : 0);
  }

  /** Reads files whole that came and were rotated away since `changed`. */
  async #catchUp(changed: bigint, upTo: string): Promise<void> {
    const { owners } = this.#context;
    const isOthers = (id: string): boolean => owners.isOthers(id, this.#path);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const known = [...this.position().cursors, ...this.#done];
      const newer = await newerFiles(this.#path, { changed, upTo, known, isOthers });
      if (await this.#readAll(newer)) return;
    }
  }

  /** Answers false when names have moved on since they were listed. */
  async #readAll(siblings: readonly Sibling[]): Promise<boolean> {
    for (const sibling of siblings) if (!(await this.#readWhole(sibling))) return false;
    return true;
  }

  async #readWhole(sibling: Sibling): Promise<boolean> {
    const opened = await this.#openSibling(sibling);
    if (opened === undefined) return false;
    const from = this.#newStream(opened.facts, 0);
    if (sibling.compression === undefined) {
      await this.#lingerOn(await this.#factory.follow(opened, from));
    } else {
      await this.#readPacked(opened, sibling, this.#factory.reader(from, empty, empty), 0);
    }
    return true;
  }

  /** Opens a file only if its name still stands for it. */
  async #openSibling({ path, facts }: Sibling): Promise<OpenedFile | undefined> {
    const opened = await this.#open(path).catch(() => undefined);
    if (opened === undefined || opened.facts.id === facts.id) return opened;
    await this.#closeHandle(opened.handle);
    return undefined;
  }

  /** Finds where a stream is now and opens that. */
  async #openRemains(cursor: FileCursor): Promise<Remains | undefined> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const sibling = await findRemains(this.#path, cursor);
      if (sibling === undefined) return undefined;
      const opened = await this.#openSibling(sibling);
      if (opened !== undefined) return { sibling, opened };
    }
    return undefined;
  }

  /** Reads what a saved stream has left in the file or copy where it was found. */
  async #readRemains(
    cursor: FileCursor,
    { sibling, opened }: Remains,
    rest: readonly FileCursor[],
  ): Promise<void> {
    const from = this.#factory.resume(cursor, opened.facts);
    if (sibling.compression !== undefined) {
      const content = contentOf(opened.handle, sibling.compression);
      const reader = await this.#factory.readerInside(content, from);
      this.#saved = rest;
      await this.#readPacked(opened, sibling, reader, cursor.offset);
      return;
    }
    const file = await this.#factory.follow(opened, from);
    this.#saved = rest;
    await this.#lingerOn(file);
  }

  async #lingerOn(file: FollowedFile): Promise<void> {
    this.#lingering.add(file);
    this.#context.owners.claim(file.id, this.#path);
    await file.drain();
  }

  async #readPacked(
    opened: OpenedFile,
    sibling: Sibling,
    reader: StreamReader,
    offset: number,
  ): Promise<void> {
    this.#copy = reader;
    await this.#readOnIn({ opened, sibling }, reader, offset);
    await reader.flush('finished');
    this.#copy = undefined;
    this.#remember(reader.cursor(), this.#saved);
  }

  async #readOnIn(
    { opened, sibling }: Remains,
    reader: StreamReader,
    offset: number,
  ): Promise<void> {
    try {
      let position = 0;
      for await (const chunk of contentOf(opened.handle, sibling.compression)) {
        const skipped = Math.min(chunk.length, Math.max(0, offset - position));
        position += chunk.length;
        if (skipped < chunk.length) await reader.accept(chunk.subarray(skipped));
      }
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      const name = toUtf8(sibling.path);
      this.#context.log.warn(`cannot read ${name} to its end: ${String(error)}`);
    }
    await this.#closeHandle(opened.handle);
  }

  async #beginStream(opened: OpenedFile, offset: number): Promise<FollowedFile> {
    return await this.#setCurrent(opened, this.#newStream(opened.facts, offset));
  }

  /** A file that was emptied begins a new stream, whose name must be new as well. */
  #newStream(facts: FileFacts, offset: number): ReadFrom {
    const known = new Set([...this.position().cursors, ...this.#done].map(({ stream }) => stream));
    let from = this.#factory.begin(facts, this.#generation, offset);
    while (known.has(from.identity.stream)) {
      this.#generation++;
      from = this.#factory.begin(facts, this.#generation, offset);
    }
    return from;
  }

  async #setCurrent(opened: OpenedFile, from: ReadFrom): Promise<FollowedFile> {
    const file = await this.#factory.follow(opened, from);
    this.#saved = [];
    this.#current = file;
    this.#context.store.changed();
    return file;
  }

  async #flushIdle(): Promise<void> {
    const reader = this.#current?.reader;
    if (reader?.pending !== true) return;
    const quiet = performance.now() - reader.grownAt;
    if (quiet >= this.#context.timing.idleFlushMs) await reader.flush('idle');
  }

  #linger(): void {
    if (this.#current !== undefined) this.#lingering.add(this.#current);
    this.#current = undefined;
  }

  async #finished(file: FollowedFile): Promise<void> {
    this.#remember(file.reader.cursor(), this.#saved);
    await this.#letGo(file);
  }

  async #letGo(file: FollowedFile): Promise<void> {
    if (file.id !== this.#current?.id) this.#context.owners.release(file.id, this.#path);
    await this.#closeHandle(file.handle);
  }

  #remember(cursor: FileCursor, saved: readonly FileCursor[]): void {
    this.#saved = saved;
    this.#done = [...this.#done, cursor].slice(-MAX_DONE);
    this.#context.store.changed();
  }
}

/** Nanoseconds, a little earlier: file systems' clocks go in steps. */
function fileTime(timeMs: number | undefined): bigint | undefined {
  return timeMs === undefined ? undefined : BigInt(timeMs - FILE_TIME_STEP_MS) * 1_000_000n;
}
