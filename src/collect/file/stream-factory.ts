import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FramerFactory } from '../../formats/index.ts';
import { FramedStream } from '../framed-stream.ts';
import type { StreamStart } from '../framed-stream.ts';
import type { FileCursor } from '../positions.ts';
import type { SourceCounters } from '../source-counters.ts';
import { FINGERPRINT_BYTES, HEAD_BYTES, emptyFingerprint, readRange } from './fingerprint.ts';
import { contentBefore } from './content.ts';
import { FollowedFile } from './followed-file.ts';
import type { FileFacts, OpenedFile } from './looked-up.ts';
import type { StreamLedger } from './stream-ledger.ts';
import { StreamReader } from './stream-reader.ts';
import type { StreamIdentity } from './stream-reader.ts';
import type { TailContext } from './tail-context.ts';

export interface ReadFrom {
  readonly identity: StreamIdentity;
  readonly start: StreamStart;
  readonly changed: bigint;
}

/** Makes the readers of one path's streams. */
export class StreamFactory {
  readonly #context: TailContext;
  readonly #path: string;
  readonly #framer: FramerFactory;
  readonly #counters: SourceCounters;

  constructor(context: TailContext, path: string, framer: FramerFactory, counters: SourceCounters) {
    this.#context = context;
    this.#path = path;
    this.#framer = framer;
    this.#counters = counters;
  }

  /** A stream that begins with this file. Its name comes from what outlives a restart. */
  begin(facts: FileFacts, ledger: StreamLedger, offset = 0): ReadFrom {
    const file = createHash('sha256').update(facts.id).digest('base64url').slice(0, 12);
    const { epoch } = this.#context.store;
    const stream = ledger.newName((generation) => `${epoch}-${file}-${generation}`);
    return {
      identity: { stream, id: facts.id },
      start: { offset, covered: offset, memory: '' },
      changed: facts.changed,
    };
  }

  /** Stands for a file that is not to be read. */
  unread({ id, changed }: FileFacts): FileCursor {
    return {
      stream: '',
      id,
      offset: 0,
      covered: 0,
      memory: '',
      head: emptyFingerprint,
      seen: 0,
      tail: emptyFingerprint,
      changed: String(changed),
    };
  }

  /** A stream that goes on, perhaps in another file than before. */
  resume(cursor: FileCursor, facts: FileFacts): ReadFrom {
    return {
      identity: { stream: cursor.stream, id: facts.id },
      start: { offset: cursor.offset, covered: cursor.covered, memory: cursor.memory },
      changed: facts.changed,
    };
  }

  reader(from: ReadFrom, head: Buffer, recent: Buffer): StreamReader {
    const framed = new FramedStream({
      framer: this.#framer,
      path: this.#path,
      hostname: this.#context.hostname,
      source: this.#counters.id,
      stream: from.identity.stream,
      start: from.start,
      counters: this.#counters,
    });
    return new StreamReader({
      identity: from.identity,
      framed,
      courier: this.#context.courier,
      moved: () => this.#context.store.changed(),
      secure: () => this.#context.store.secure(),
      head,
      recent,
      changed: from.changed,
    });
  }

  async follow({ handle, facts }: OpenedFile, from: ReadFrom): Promise<FollowedFile> {
    const { offset } = from.start;
    const head = await readRange(handle, 0, Math.min(HEAD_BYTES, offset));
    const recent = await readRange(handle, Math.max(0, offset - FINGERPRINT_BYTES), offset);
    const reader = this.reader(from, head, recent);
    return new FollowedFile(facts.id, handle, reader, this.#context.buffers);
  }

  /** A reader that goes on inside a content that can only be read from its begin. */
  async readerInside(content: AsyncIterable<Buffer>, from: ReadFrom): Promise<StreamReader> {
    const { head, recent } = await contentBefore(content, from.start.offset);
    return this.reader(from, head, recent);
  }
}
