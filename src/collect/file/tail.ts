import { performance } from 'node:perf_hooks';
import { toUtf8 } from '../../base/index.ts';
import type { FramerFactory } from '../../formats/index.ts';
import { StoppedError } from '../courier.ts';
import type { PathPosition } from '../positions.ts';
import { SourceCounters } from '../source-counters.ts';
import { foundFromError, lookUp } from './looked-up.ts';
import type { FileFacts } from './looked-up.ts';
import { PathStreams } from './path-streams.ts';
import { PipeReader } from './pipe-reader.ts';
import type { TailContext } from './tail-context.ts';

export interface TailOptions {
  readonly path: string;
  readonly framer: FramerFactory;
  /** Where to begin in a file that is there already and has no saved position. */
  readonly begin: 'start' | 'end';
  readonly saved: PathPosition | undefined;
  /** When it was known that nothing stood at the path, in wall time. */
  readonly absentAt: number | undefined;
}

/**
 * Follows what stands at one path. `wake` says that something may have happened; the steps that
 * follow from it run one after the other, so that the path's records keep their order.
 */
export class Tail {
  readonly path: string;
  readonly counters: SourceCounters;
  readonly #streams: PathStreams;
  readonly #context: TailContext;
  readonly #framer: FramerFactory;
  #pipe: PipeReader | undefined;
  #awake = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(context: TailContext, options: TailOptions) {
    this.path = options.path;
    this.counters = new SourceCounters(`file:${options.path}`, 'file');
    this.#context = context;
    this.#framer = options.framer;
    this.#streams = new PathStreams(context, this.counters, options, {
      wake: () => void this.wake(),
      opened: () => this.#tell('file', ''),
    });
  }

  /** Resolves when the path has been looked at. */
  wake(): Promise<void> {
    this.#awake = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  position(): PathPosition {
    return this.#streams.position();
  }

  /** Whether everything that stood at the path has been read and nothing is there to follow. */
  get over(): boolean {
    return this.#streams.over && this.#pipe === undefined;
  }

  /** Reads what is open to its end and closes it; the tail is of no use afterwards. */
  async finish(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#closePipe();
    try {
      await this.#streams.finish();
    } catch (error) {
      // What is not read now has its position, should the path be named again.
      if (!(error instanceof StoppedError))
        this.#context.log.warn(`${toUtf8(this.path)}: ${String(error)}`);
      await this.#streams.close();
    }
  }

  /** Gives files back even though a delivery has not answered. */
  async release(): Promise<void> {
    await this.#streams.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#closePipe();
    await this.#streams.close();
  }

  async #run(): Promise<void> {
    while (this.#awake && !this.#closed && !this.#context.courier.stopped) {
      this.#awake = false;
      await this.#step();
    }
    this.#running = undefined;
    this.#wakeWhenDue();
  }

  async #step(): Promise<void> {
    try {
      await this.#streams.readLingering();
      const found = await lookUp(this.path);
      if (found.kind === 'pipe') await this.#readPipe(found.facts);
      else await this.#closePipe();
      if (found.kind === 'file') await this.#streams.follow(found.facts);
      else if (found.kind === 'unreadable') await this.#streams.readOn(found.hidden);
      else await this.#streams.vanished();
      this.#tell(found.kind, found.kind === 'unreadable' ? found.reason : '');
    } catch (error) {
      if (error instanceof StoppedError) return;
      if ((error as NodeJS.ErrnoException).code === 'EMFILE') this.#context.openFiles.shrink();
      const found = foundFromError(error);
      const reason = found.kind === 'unreadable' ? found.reason : '';
      this.#tell(found.kind, reason === '' && found.kind !== 'absent' ? String(error) : reason);
    } finally {
      await this.#streams.sweep();
    }
  }

  async #readPipe({ id }: FileFacts): Promise<void> {
    if (this.#pipe?.ended === false && this.#pipe.id === id) return;
    await this.#closePipe();
    const { path, counters } = this;
    const context = this.#context;
    this.#pipe = await PipeReader.open(id, { path, framer: this.#framer, context, counters });
  }

  async #closePipe(): Promise<void> {
    await this.#pipe?.close();
    this.#pipe = undefined;
  }

  #tell(kind: 'file' | 'pipe' | 'absent' | 'unreadable', reason: string): void {
    const { log } = this.#context;
    const name = toUtf8(this.path);
    const owner = this.#streams.sharedWith;
    if (kind === 'absent') {
      if (this.counters.set('waiting')) log.info(`waiting for ${name}`);
    } else if (kind === 'unreadable') {
      if (this.counters.set('unreadable', reason)) log.warn(`cannot read ${name}: ${reason}`);
    } else if (owner !== undefined) {
      this.counters.set('waiting', `is read as ${toUtf8(owner)}`);
    } else if (this.counters.set('watching')) {
      log.info(`watching ${name}`);
    }
  }

  #wakeWhenDue(): void {
    clearTimeout(this.#timer);
    const due = this.#closed ? undefined : this.#streams.dueAt();
    if (due === undefined) return;
    const wait = Math.max(10, due - performance.now());
    this.#timer = setTimeout(() => void this.wake(), wait);
  }
}
