import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { close, constants, fstatSync, open } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { latin1 } from '../../base/index.ts';
import type { FramerFactory } from '../../formats/index.ts';
import { StoppedError } from '../courier.ts';
import { FramedStream } from '../framed-stream.ts';
import type { SourceCounters } from '../source-counters.ts';
import { osPath } from './os-path.ts';
import type { TailContext } from './tail-context.ts';

const openFd = promisify(open);
const closeFd = promisify(close);

export interface PipeReaderOptions {
  readonly path: string;
  readonly framer: FramerFactory;
  readonly context: TailContext;
  readonly counters: SourceCounters;
}

/**
 * Reads a named pipe. What was taken out of a pipe is nowhere else, so its stream begins anew
 * with each opening, and only what is still inside outlives a restart.
 */
export class PipeReader {
  readonly id: string;
  readonly #options: PipeReaderOptions;
  readonly #socket: Socket;
  readonly #stream: FramedStream;
  readonly #reading: Promise<void>;
  #sending = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  /** The writers have gone, or reading failed: it must be opened again. */
  ended = false;

  private constructor(id: string, fd: number, options: PipeReaderOptions) {
    const { path, framer, context, counters } = options;
    this.id = id;
    this.#options = options;
    this.#socket = new Socket({ fd, readable: true, writable: false });
    this.#stream = new FramedStream({
      framer,
      path,
      hostname: context.hostname,
      source: counters.id,
      stream: randomBytes(6).toString('hex'),
      start: { offset: 0, covered: 0, memory: '' },
      counters,
    });
    this.#reading = this.#read();
  }

  /** Opens the pipe without waiting for a writer. */
  static async open(id: string, options: PipeReaderOptions): Promise<PipeReader | undefined> {
    const fd = await openPipe(options.path);
    if (fstatSync(fd).isFIFO()) return new PipeReader(id, fd, options);
    await closeFd(fd);
    return undefined;
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    this.#socket.destroy();
    await this.#reading;
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#socket) {
        clearTimeout(this.#idle);
        this.#stream.push(latin1(chunk as Buffer));
        await this.#deliver();
        if (this.#stream.pending) this.#flushLater();
      }
      this.#stream.flush('finished');
      await this.#deliver();
    } catch (error) {
      if (!(error instanceof StoppedError)) this.#socket.destroy();
    }
    clearTimeout(this.#idle);
    this.ended = true;
  }

  #flushLater(): void {
    this.#idle = setTimeout(() => {
      this.#stream.flush('idle');
      // The next chunk waits for its own delivery; a failure is told by the courier.
      this.#deliver().catch(() => {});
    }, this.#options.context.timing.idleFlushMs);
  }

  /** One delivery after the other, whoever asks. */
  async #deliver(): Promise<void> {
    const records = this.#stream.take();
    const before = this.#sending;
    this.#sending = before.then(() => this.#options.context.courier.send(records));
    await this.#sending;
  }
}

/** With a writing end of its own the pipe stays open when its last writer goes. */
async function openPipe(path: string): Promise<number> {
  try {
    return await openFd(osPath(path), constants.O_RDWR | constants.O_NONBLOCK);
  } catch {
    return await openFd(osPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
  }
}
