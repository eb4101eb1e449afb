import { rename, writeFile } from 'node:fs/promises';
import { toUtf8 } from '../base/index.ts';
import type { ScanMoments } from '../engine/index.ts';
import type { Ledger, SourceTally, Totals } from './ledger/index.ts';

/** What `var/run/ossec-analysisd.state` tells, in the order of its lines. */
export type StateValues = Readonly<Record<string, number | string>>;

/** Shell lines, as OSSEC's daemons write them. */
export function stateText(values: StateValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}

/** What `var/run/ledger.json` holds; the texts are ready to print. */
export interface LedgerReport {
  readonly totals: Totals;
  /** Streams whose positions are known. */
  readonly streams: number;
  /** Streams that were silent longest, forgotten for new ones: they could be taken twice. */
  readonly streamsForgotten: number;
  readonly sources: readonly SourceTally[];
}

export const ledgerPath = 'var/run/ledger.json';
export const scansPath = 'var/run/scans.json';

/** Owners of files (`(NAME) IP`, empty for this machine) with the moments of their scans. */
export function scansText(scans: ReadonlyMap<string, ScanMoments>): string {
  return `${JSON.stringify(Object.fromEntries(scans))}\n`;
}

export function ledgerText(ledger: Ledger): string {
  const { totals, sources, streamCount: streams, streamsForgotten } = ledger;
  const readable = sources.map((tally) => {
    const source = toUtf8(tally.source);
    return Object.assign({}, tally, { source });
  });
  const report: LedgerReport = { totals, streams, streamsForgotten, sources: readable };
  return `${JSON.stringify(report)}\n`;
}

/** Writes a file for others to read, whole or not at all, and only when its text changed. */
export class SharedFile {
  readonly #path: string;
  #text = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** A full disk is no reason to stop: the file keeps its old text until the next call. */
  async update(text: string): Promise<void> {
    if (text === this.#text) return;
    const fresh = `${this.#path}.new`;
    try {
      await writeFile(fresh, text, { mode: 0o640 });
      await rename(fresh, this.#path);
      this.#text = text;
    } catch {
      // Told already by the output files, which live on the same disk.
    }
  }
}
