import type { BatchSource } from '../../wire/index.ts';
import { Lru } from './lru.ts';
import type { LedgerState, NamedGap, SourceTally, Totals } from './types.ts';
import { emptyTotals, gapsKept } from './types.ts';

const streamsMax = 20_000;
const sourcesMax = 10_000;

interface Stream {
  /** Everything of the stream before this position was taken. */
  position: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** One source of a batch, looked up once for all its records. */
export interface SourceAccount {
  readonly tally: Mutable<SourceTally>;
  /** Undefined for records without a position: nothing can be said about those. */
  readonly stream: Stream | undefined;
  readonly streamName: string;
}

export type Taken = 'fresh' | 'duplicate' | NamedGap;

/**
 * Knows for each stream how far it was taken: drops what comes twice and names what is missing.
 * It sees nothing but the journal's records in order, so a replay ends in the same state.
 */
export class Ledger {
  readonly totals: Mutable<Totals> = emptyTotals();
  readonly #streams = new Lru<Stream>(streamsMax);
  readonly #sources = new Lru<Mutable<SourceTally>>(sourcesMax);

  account({ origin, location }: BatchSource): SourceAccount {
    if (origin === undefined) {
      const tally = this.#tally('', location, location);
      return { tally, stream: undefined, streamName: '' };
    }
    const { agent, source, stream } = origin;
    const key = `${agent}\0${source}\0${stream}`;
    let known = this.#streams.get(key);
    if (known === undefined) {
      known = { position: -1 };
      this.#streams.set(key, known);
    }
    return { tally: this.#tally(agent, source, source), stream: known, streamName: stream };
  }

  /** Books one record. A gap in front of it is answered, and the record itself is fresh. */
  take({ tally, stream, streamName }: SourceAccount, from: number, to: number): Taken {
    tally.received++;
    this.totals.received++;
    if (stream === undefined) return 'fresh';
    const before = stream.position;
    if (to <= before) {
      tally.duplicates++;
      this.totals.duplicates++;
      return 'duplicate';
    }
    stream.position = to;
    tally.stream = streamName;
    tally.position = to;
    tally.covered += to - Math.max(from, before);
    // A new stream starts wherever it starts.
    if (before === -1 || from <= before) return 'fresh';
    return this.#gap(tally, { stream: streamName, from: before, to: from });
  }

  /** The engine took the record, or found that it is no valid message. */
  analysed(tally: Mutable<SourceTally>, valid: boolean): void {
    if (valid) {
      tally.analysed++;
      this.totals.analysed++;
    } else {
      tally.invalid++;
      this.totals.invalid++;
    }
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  get streamsForgotten(): number {
    return this.#streams.evicted;
  }

  get sources(): readonly SourceTally[] {
    return this.#sources.entries().map(([, tally]) => tally);
  }

  snapshot(): LedgerState {
    return {
      totals: { ...this.totals },
      streams: this.#streams.entries().map(([key, { position }]) => [key, position]),
      streamsEvicted: this.#streams.evicted,
      sources: this.#sources.entries().map(([key, tally]) => [key, structuredClone(tally)]),
      sourcesEvicted: this.#sources.evicted,
    };
  }

  static restore(state: LedgerState): Ledger {
    const ledger = new Ledger();
    Object.assign(ledger.totals, state.totals);
    for (const [key, position] of state.streams) ledger.#streams.set(key, { position });
    for (const [key, tally] of state.sources) ledger.#sources.set(key, structuredClone(tally));
    ledger.#streams.evicted = state.streamsEvicted;
    ledger.#sources.evicted = state.sourcesEvicted;
    return ledger;
  }

  #gap(tally: Mutable<SourceTally>, gap: NamedGap): NamedGap {
    tally.gaps++;
    tally.lost += gap.to - gap.from;
    tally.lastGaps = [...tally.lastGaps, gap].slice(-gapsKept);
    this.totals.gaps++;
    return gap;
  }

  #tally(agent: string, source: string, name: string): Mutable<SourceTally> {
    const key = `${agent}\0${source}`;
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const tally: Mutable<SourceTally> = {
      agent,
      source: name,
      received: 0,
      analysed: 0,
      duplicates: 0,
      invalid: 0,
      covered: 0,
      gaps: 0,
      lost: 0,
      stream: '',
      position: 0,
      lastGaps: [],
    };
    this.#sources.set(key, tally);
    return tally;
  }
}
