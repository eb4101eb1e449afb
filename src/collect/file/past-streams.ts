import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { toUtf8 } from '../../base/index.ts';
import { StoppedError } from '../courier.ts';
import type { FileCursor } from '../positions.ts';
import { contentOf } from './content.ts';
import type { Print } from './fingerprint.ts';
import { holdsContent, printOf } from './fingerprint.ts';
import type { FollowedFile } from './followed-file.ts';
import type { Handles } from './handles.ts';
import type { Lingering } from './lingering.ts';
import type { OpenedFile } from './looked-up.ts';
import { findRemains, newerFiles } from './past-files.ts';
import type { NewerThan, Wanted } from './past-files.ts';
import type { Sibling } from './siblings.ts';
import type { StreamFactory } from './stream-factory.ts';
import type { StreamLedger } from './stream-ledger.ts';
import type { StreamReader } from './stream-reader.ts';
import type { TailContext } from './tail-context.ts';

/** Names may change between looking at them and opening; then everything is looked at again. */
const MAX_ROUNDS = 20;
const empty = Buffer.alloc(0);

/** The file or copy in which a stream was found. */
export interface Remains {
  readonly sibling: Sibling;
  readonly opened: OpenedFile;
}

export interface PathParts {
  readonly path: string;
  readonly context: TailContext;
  readonly ledger: StreamLedger;
  readonly handles: Handles;
  readonly lingering: Lingering;
  readonly factory: StreamFactory;
}

/** A file, by its identity and an open handle. */
export interface UpTo {
  readonly handle: FileHandle;
  readonly id: string;
}

/** Whether a file holds what it held, or nothing as before. */
async function stillHolds(handle: FileHandle, held: Print | undefined): Promise<boolean> {
  return held === undefined
    ? (await printOf(handle)) === undefined
    : await holdsContent(handle, held);
}

/** Reads what rotation has taken away from a path: renamed files, copies, packed ones. */
export class PastStreams {
  readonly #parts: PathParts;

  constructor(parts: PathParts) {
    this.#parts = parts;
  }

  /**
   * Reads files whole that came and were rotated away since `changed`, up to the file `upTo`, of
   * which nothing was read yet. That file may itself be rotated, packed or copied and emptied at
   * any moment, and what has become of it must not be read beside it: answers what it held when all
   * others were found, so that reading it can begin with exactly that.
   */
  async catchUp(changed: bigint, { handle, id }: UpTo): Promise<Print | undefined> {
    const { path, lingering } = this.#parts;
    let held: Print | undefined;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      // What is written to a file until it is packed is in both.
      await lingering.drain();
      held = await printOf(handle);
      const newer = await newerFiles(path, { changed, upTo: id, ...this.#seen(held) });
      if (!(await stillHolds(handle, held))) continue;
      if (await this.#readAll(newer)) break;
    }
    return held;
  }

  /** What is not new; `held` is what the file holds that is to be read next. */
  #seen(held: Print | undefined): Pick<NewerThan, 'growing' | 'whole' | 'isKnown'> {
    const { path, context, ledger } = this.#parts;
    const growing = ledger.growing();
    const whole = ledger.whole();
    const ids = new Set([...growing, ...whole].map(({ id }) => id));
    return {
      growing: held === undefined ? growing : [held, ...growing],
      whole,
      isKnown: (id) => ids.has(id) || context.owners.isOthers(id, path),
    };
  }

  /** Finds where a stream is now and opens that. */
  async open(cursor: FileCursor, wanted: Wanted = 'any'): Promise<Remains | undefined> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const sibling = await findRemains(this.#parts.path, cursor, wanted);
      if (sibling === undefined) return undefined;
      const opened = await this.#parts.handles.openSibling(sibling);
      if (opened !== undefined) return { sibling, opened };
    }
    return undefined;
  }

  /** Reads what a stream of the last run has left; `rest` are the cursors that come after it. */
  async resume(cursor: FileCursor, remains: Remains, rest: readonly FileCursor[]): Promise<void> {
    const { ledger, factory } = this.#parts;
    const { opened, sibling } = remains;
    const from = factory.resume(cursor, opened.facts);
    if (sibling.compression === undefined) {
      const file = await factory.follow(opened, from);
      // What it held at first may have been copied away: that was written before what it holds now.
      const changed = BigInt(cursor.changed);
      let held = cursor.seen === 0 ? await this.catchUp(changed, file) : undefined;
      ledger.saved = rest;
      this.#add(file);
      while ((await file.drain(held)) === 'other') held = await this.catchUp(changed, file);
    } else {
      const content = contentOf(opened.handle, sibling.compression);
      const reader = await factory.readerInside(content, from);
      ledger.saved = rest;
      await this.#readPacked(remains, reader, cursor.offset);
    }
  }

  /** Reads a stream on from an offset in the file or copy where it was found. */
  async readOn({ opened, sibling }: Remains, reader: StreamReader, offset: number): Promise<void> {
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
      this.#parts.context.log.warn(`cannot read ${name} to its end: ${String(error)}`);
    }
    await this.#parts.handles.close(opened.handle);
  }

  /** Answers false when names have moved on since they were listed. */
  async #readAll(siblings: readonly Sibling[]): Promise<boolean> {
    for (const sibling of siblings) if (!(await this.#readWhole(sibling))) return false;
    return true;
  }

  async #readWhole(sibling: Sibling): Promise<boolean> {
    const { ledger, handles, factory } = this.#parts;
    const opened = await handles.openSibling(sibling);
    if (opened === undefined) return false;
    const from = factory.begin(opened.facts, ledger);
    if (sibling.compression === undefined) {
      const file = await factory.follow(opened, from);
      this.#add(file);
      await file.drain();
    } else {
      await this.#readPacked({ opened, sibling }, factory.reader(from, empty, empty), 0);
    }
    return true;
  }

  /** Its writer may not have noticed that the file was rotated. */
  #add(file: FollowedFile): void {
    const { lingering, context, path } = this.#parts;
    lingering.add(file);
    context.owners.claim(file.id, path);
  }

  async #readPacked(remains: Remains, reader: StreamReader, offset: number): Promise<void> {
    const { ledger } = this.#parts;
    ledger.copy = reader;
    await this.readOn(remains, reader, offset);
    await reader.flush('finished');
    ledger.copy = undefined;
    ledger.remember(reader.cursor());
  }
}
