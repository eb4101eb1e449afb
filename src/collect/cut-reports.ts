import type { SourceStatus } from './contract.ts';

const againAfterMs = 60_000;

/** Lines of one source that lost their end since the last report. */
export interface CutReport {
  readonly id: string;
  readonly lines: number;
}

/** When to tell of lines that were cut: at once, then at most once a minute for each source. */
export class CutReports {
  readonly #told = new Map<string, { lines: number; atMs: number }>();

  /** What is to be told now; `nowMs` is monotonic. What it answers counts as told. */
  due(sources: readonly SourceStatus[], nowMs: number): readonly CutReport[] {
    const reports: CutReport[] = [];
    for (const { id, cutLines } of sources) {
      const told = this.#told.get(id);
      const lines = cutLines - (told?.lines ?? 0);
      if (lines <= 0) continue;
      if (told !== undefined && nowMs - told.atMs < againAfterMs) continue;
      this.#told.set(id, { lines: cutLines, atMs: nowMs });
      reports.push({ id, lines });
    }
    return reports;
  }
}
