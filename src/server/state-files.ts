import { rename, writeFile } from 'node:fs/promises';
import { toUtf8 } from '../base/index.ts';
import type { Ledger } from './ledger/index.ts';

/** What `var/run/ossec-analysisd.state` tells, in the order of its lines. */
export type StateValues = Readonly<Record<string, number | string>>;

/** Shell lines, as OSSEC's daemons write them. */
export function stateText(values: StateValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}

/** `var/run/ledger.json`: for each source what was received and what became of it. */
export function ledgerText(ledger: Ledger): string {
  const { totals, sources } = ledger;
  const readable = sources.map((tally) =>
    Object.assign({}, tally, { source: toUtf8(tally.source) }),
  );
  return `${JSON.stringify({ totals, streams: ledger.streamCount, sources: readable })}\n`;
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
