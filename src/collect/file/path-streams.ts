import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { toUtf8 } from '../../base/index.ts';
import { StoppedError } from '../courier.ts';
import type { FileCursor, PathPosition } from '../positions.ts';
import type { SourceCounters } from '../source-counters.ts';
import { contentOf } from './content.ts';
import { emptyFingerprint, holdsContent } from './fingerprint.ts';
import type { DrainResult, FollowedFile } from './followed-file.ts';
import { startOfLastLine } from './last-line.ts';
import { Lingering } from './lingering.ts';
import { openFile } from './looked-up.ts';
import type { FileFacts, OpenedFile } from './looked-up.ts';
import { findRemains, newerFiles } from './past-files.ts';
import { compressionOf } from './rotated-names.ts';
import type { Sibling } from './siblings.ts';
import { StreamFactory } from './stream-factory.ts';
import type { ReadFrom } from './stream-factory.ts';
import type { StreamReader } from './stream-reader.ts';
import type { TailContext } from './tail-context.ts';
import type { TailOptions } from './tail.ts';

/** A replaced file is the same log, edited, only if at least this much of it is as before. */
const SAME_CONTENT_BYTES = 1024;
const MAX_DONE = 32;
const empty = Buffer.alloc(0);
/** Stands for a file of which only the identity is known. */
const noCursor: FileCursor = {
  stream: '',
  id: '',
  birth: '',
  offset: 0,
  covered: 0,
  memory: '',
  seen: 0,
  head: emptyFingerprint,
  tail: emptyFingerprint,
  changed: '0',
};

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

  async close(): Promise<void> {
    await this.#current?.handle.close();
    await this.#lingering.close();
  }

  async #openPath(): Promise<void> {
    const opened = await openFile(this.#path);
    const { id } = opened.facts;
    this.sharedWith = this.#context.owners.claim(id, this.#path);
    const back = this.#lingering.takeBack(id);
    if (this.sharedWith !== undefined || back !== undefined) {
      await opened.handle.close();
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
    if (last !== undefined) {
      await this.#context.notices.rotated(this.#path);
      await this.#catchUp(BigInt(last.changed), opened.facts.id);
    }
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
      const remains = await findRemains(this.#path, cursor);
      if (remains === undefined) this.#remember(cursor, this.#saved.slice(1));
      else await this.#readRemains(cursor, remains, this.#saved.slice(1));
    }
  }

  async #resumeLast(opened: OpenedFile, cursor: FileCursor): Promise<void> {
    const { handle, facts } = opened;
    const sameFile = cursor.id === facts.id;
    const holds = await holdsContent(handle, cursor);
    const remains = sameFile && holds ? undefined : await findRemains(this.#path, cursor);
    const edited = holds && remains === undefined && cursor.seen >= SAME_CONTENT_BYTES;
    if ((sameFile && holds) || edited) {
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

  /** Another file has the path. */
  async #replace(old: FollowedFile): Promise<void> {
    await this.#drain(old);
    const opened = await openFile(this.#path);
    const current = this.#current;
    if (current === undefined || opened.facts.id === current.id) {
      await opened.handle.close();
      return;
    }
    this.sharedWith = this.#context.owners.claim(opened.facts.id, this.#path);
    if (this.sharedWith !== undefined) {
      await opened.handle.close();
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
    let result = await file.drain();
    while (result !== 'end') result = await this.#cutBack(file, result);
  }

  /** The file was emptied, perhaps after it was copied, and may have grown again since. */
  async #cutBack(file: FollowedFile, how: DrainResult): Promise<DrainResult> {
    const cursor = file.reader.cursor();
    const copy = await findRemains(this.#path, { ...cursor, id: '' });
    if (copy !== undefined) await this.#readOnFrom(copy.path, file.reader, file.reader.readOffset);
    await file.reader.flush('finished');
    const opened = { handle: file.handle, facts: await file.facts() };
    const last = { ...file.reader.cursor(), id: copy?.facts.id ?? cursor.id };
    this.#current = undefined;
    this.#remember(last, this.#saved);
    await this.#context.notices.cutBack(this.#path);
    await this.#catchUp(BigInt(cursor.changed), file.id);
    const next = await this.#beginStream(opened, how === 'hole' ? cursor.seen : 0);
    return await next.drain();
  }

  /** Reads files whole that came and were rotated away since `changed`. */
  async #catchUp(changed: bigint, pathId: string): Promise<void> {
    const known = [...this.position().cursors, ...this.#done];
    const here = { ...noCursor, id: pathId };
    for (const sibling of await newerFiles(this.#path, changed, [...known, here])) {
      const { id } = sibling.facts;
      if (this.#context.owners.claim(id, this.#path) !== undefined) continue;
      await this.#readWhole(sibling);
    }
  }

  async #readWhole(sibling: Sibling): Promise<void> {
    const from = this.#factory.begin(sibling.facts, this.#generation);
    if (compressionOf(sibling.path) === undefined) {
      const opened = await openFile(sibling.path);
      await this.#lingerOn(await this.#factory.follow(opened, from));
    } else {
      await this.#readPacked(sibling.path, this.#factory.reader(from, empty, empty), 0);
    }
  }

  /** Reads what a saved stream has left in the file or copy where it was found. */
  async #readRemains(
    cursor: FileCursor,
    { path, facts }: Sibling,
    rest: readonly FileCursor[],
  ): Promise<void> {
    const from = this.#factory.resume(cursor, facts);
    if (compressionOf(path) !== undefined) {
      this.#saved = rest;
      await this.#readPacked(path, await this.#factory.readerInside(path, from), cursor.offset);
      return;
    }
    const file = await this.#factory.follow(await openFile(path), from);
    this.#saved = rest;
    this.#context.owners.claim(facts.id, this.#path);
    await this.#lingerOn(file);
  }

  async #lingerOn(file: FollowedFile): Promise<void> {
    this.#lingering.add(file);
    await file.drain();
  }

  async #readPacked(path: string, reader: StreamReader, offset: number): Promise<void> {
    this.#copy = reader;
    await this.#readOnFrom(path, reader, offset);
    await reader.flush('finished');
    this.#copy = undefined;
    this.#remember(reader.cursor(), this.#saved);
  }

  async #readOnFrom(path: string, reader: StreamReader, offset: number): Promise<void> {
    try {
      let position = 0;
      for await (const chunk of contentOf(path)) {
        const skipped = Math.min(chunk.length, Math.max(0, offset - position));
        position += chunk.length;
        if (skipped < chunk.length) await reader.accept(chunk.subarray(skipped));
      }
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      this.#context.log.warn(`cannot read ${toUtf8(path)} to its end: ${String(error)}`);
    }
  }

  async #beginStream(opened: OpenedFile, offset: number): Promise<FollowedFile> {
    const known = new Set([...this.position().cursors, ...this.#done].map(({ stream }) => stream));
    let from = this.#factory.begin(opened.facts, this.#generation, offset);
    while (known.has(from.identity.stream)) {
      this.#generation++;
      from = this.#factory.begin(opened.facts, this.#generation, offset);
    }
    return await this.#setCurrent(opened, from);
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
    await file.handle.close();
  }

  #remember(cursor: FileCursor, saved: readonly FileCursor[]): void {
    this.#saved = saved;
    this.#done = [...this.#done, cursor].slice(-MAX_DONE);
    this.#context.store.changed();
  }
}
