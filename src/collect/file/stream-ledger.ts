import type { FileHandle } from 'node:fs/promises';
import type { FileCursor, PathPosition } from '../positions.ts';
import type { FollowedFile } from './followed-file.ts';
import type { FileFacts } from './looked-up.ts';
import type { Lingering } from './lingering.ts';
import type { StreamReader } from './stream-reader.ts';

/** Only files that rotation has touched lately can be mistaken for new ones. */
const MAX_DONE = 8;

/**
 * What is known of a path's streams. At every moment each stream is in exactly one place that
 * `position` looks at, so that a save at any time loses none.
 */
export class StreamLedger {
  /** The file that stands at the path. */
  current: FollowedFile | undefined;
  /** Reads what is left of a stream from a packed copy. */
  copy: StreamReader | undefined;
  /** Cursors of the last run whose files have not been looked for yet. */
  saved: readonly FileCursor[];
  /**
   * A stream of which nothing was seen and whose file is gone. It tells from which time on files
   * may be new, until one is at the path again.
   */
  unseen: FileCursor | undefined;
  #done: readonly FileCursor[];
  #generation: number;
  readonly #lingering: Lingering;

  constructor(saved: PathPosition | undefined, lingering: Lingering) {
    this.saved = saved?.cursors ?? [];
    this.#done = saved?.done ?? [];
    this.#generation = saved?.generation ?? 0;
    this.#lingering = lingering;
  }

  /** The file is closed; its stream waits as it would for a restart. */
  park(): void {
    if (this.current !== undefined) this.saved = [this.current.reader.cursor()];
    this.current = undefined;
  }

  /** Whether the one stream that waits is in a file of which everything was read and delivered. */
  isParked({ id, size, changed }: FileFacts): boolean {
    const [cursor, ...others] = this.saved;
    if (cursor === undefined || others.length > 0) return false;
    // What was seen may still have been on its way when the last run ended.
    return cursor.id === id && cursor.offset === size && cursor.changed === String(changed);
  }

  position(): PathPosition {
    // Streams of the last run are looked for from the oldest on: those still saved are younger.
    const cursors = [
      ...(this.unseen === undefined ? [] : [this.unseen]),
      ...this.#lingering.cursors(),
      ...cursorOf(this.copy),
      ...this.saved,
      ...cursorOf(this.current?.reader),
    ];
    return { cursors, done: this.#done, generation: this.#generation };
  }

  /** Streams whose files may hold more than was seen of them. */
  growing(): readonly FileCursor[] {
    return [...cursorOf(this.copy), ...this.saved, ...cursorOf(this.current?.reader)];
  }

  /** Streams that were read to the end of their files, though some may still be written to. */
  whole(): readonly FileCursor[] {
    return [...this.#lingering.cursors(), ...this.#done];
  }

  /** The stream that ended last. */
  get last(): FileCursor | undefined {
    return this.#lingering.cursors().at(-1) ?? this.#done.at(-1);
  }

  handles(): ReadonlySet<FileHandle | undefined> {
    return new Set([this.current?.handle, ...this.#lingering.handles()]);
  }

  /** The stream has been read to its end, and these cursors of the last run remain. */
  remember(cursor: FileCursor, saved = this.saved): void {
    this.saved = saved;
    this.#done = [...this.#done, cursor].slice(-MAX_DONE);
  }

  /** A stream that had ended goes on. */
  takeUp(cursor: FileCursor): void {
    this.#done = this.#done.filter((one) => one !== cursor);
  }

  /** The ended stream that was in a file. */
  ended(id: string): FileCursor | undefined {
    return this.#done.findLast((one) => one.id === id && one.seen > 0);
  }

  /**
   * A name that no stream of this path ever had: identities of files come again, and those of
   * streams that ended long ago are forgotten.
   */
  newName(nameOf: (generation: number) => string): string {
    return nameOf(++this.#generation);
  }
}

function cursorOf(reader: StreamReader | undefined): readonly FileCursor[] {
  return reader === undefined ? [] : [reader.cursor()];
}
