import type { IngestRecord, SourceReach } from '../../wire/index.ts';

const sourcesMax = 2000;

/** How far each source stands in the spool. Of too many those that were silent longest go. */
export class Reach {
  readonly #sources = new Map<string, SourceReach>();

  constructor(known: readonly SourceReach[] = []) {
    for (const one of known) this.#sources.set(one.source, one);
  }

  /** These records are on disk now. */
  add(records: readonly IngestRecord[]): void {
    for (const { origin } of records) {
      if (origin === undefined) continue;
      const { source, stream, to } = origin;
      const before = this.#sources.get(source);
      // A source that was read last stands last.
      this.#sources.delete(source);
      this.#sources.set(source, {
        source,
        stream,
        position: to,
        records: (before?.records ?? 0) + 1,
      });
      if (this.#sources.size > sourcesMax) {
        const [oldest] = this.#sources.keys();
        if (oldest !== undefined) this.#sources.delete(oldest);
      }
    }
  }

  get sources(): readonly SourceReach[] {
    return [...this.#sources.values()];
  }
}

const stepMs = 1000;

/** When what waits was put into a lane, a second exactly: how late the next record will be. */
export class LaneAges {
  readonly #marks: (readonly [position: number, timeMs: number])[] = [];

  /** Everything up to `position` was there at `nowMs`. */
  add(position: number, nowMs: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && nowMs - last[1] < stepMs) {
      this.#marks[this.#marks.length - 1] = [position, last[1]];
    } else this.#marks.push([position, nowMs]);
  }

  /** A server has everything up to `position`. */
  confirm(position: number): void {
    while ((this.#marks[0]?.[0] ?? Number.POSITIVE_INFINITY) <= position) this.#marks.shift();
  }

  /** Milliseconds since the oldest that waits came; 0 for none. */
  lagMs(nowMs: number): number {
    const [oldest] = this.#marks;
    return oldest === undefined ? 0 : Math.max(0, nowMs - oldest[1]);
  }
}
