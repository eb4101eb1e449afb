import { Buffer } from 'node:buffer';
import type { Event } from '../event/index.ts';

/** Texts are looked up by this many of their bytes; shorter texts have no place in the index. */
const gramBytes = 4;

/** Bits of the first look: 32 KiB of them, so that next to no gram meets the bit of another. */
const cellBits = 18;

interface Entry {
  readonly id: number;
  readonly text: string;
  /** Where in the text the gram begins that it is filed under. */
  readonly offset: number;
}

/**
 * Finds all that any condition looks for in one text of an event, such as its log, by one pass over
 * it, however many there are.
 * Each text is filed under four bytes that it shares with the fewest others, for what many texts
 * hold many logs hold as well. Add all texts first.
 */
export class LiteralIndex {
  readonly #subject: (event: Event) => string | undefined;
  readonly #ids = new Map<string, number>();
  #byGram: ReadonlyMap<number, readonly Entry[]> | undefined;
  /** One bit for each cell that a gram falls into. */
  readonly #bits = new Uint32Array(1 << (cellBits - 5));
  /** The round in which each text was last seen. */
  #seen = new Uint32Array(0);
  #round = 0;
  readonly #hits: number[] = [];
  /** The subject, for the length of a scan; typed arrays are read faster than strings. */
  #bytes = Buffer.alloc(1024);
  #scanned: Event | undefined;

  /** `subject` tells which text of an event is searched. */
  constructor(subject: (event: Event) => string | undefined) {
    this.#subject = subject;
  }

  /** Undefined for a text that is too short. */
  add(text: string): number | undefined {
    if (text.length < gramBytes) return undefined;
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(text, id);
      this.#byGram = undefined;
    }
    return id;
  }

  /** Ids of all texts, or undefined when one of them is too short. */
  addAll(texts: readonly string[]): readonly number[] | undefined {
    const ids: number[] = [];
    for (const text of texts) {
      const id = this.add(text);
      if (id === undefined) return undefined;
      ids.push(id);
    }
    return ids;
  }

  /** Whether the event's text, in lower case, holds one of the texts. */
  holdsAny(event: Event, ids: readonly number[]): boolean {
    if (this.#scanned !== event || this.#byGram === undefined) this.#scan(event);
    for (let i = 0; i < ids.length; i++) {
      if (this.#seen[ids[i] ?? 0] === this.#round) return true;
    }
    return false;
  }

  /** The ids of all texts that the event's text holds, each once. Valid until the next event. */
  hits(event: Event): readonly number[] {
    if (this.#scanned !== event || this.#byGram === undefined) this.#scan(event);
    return this.#hits;
  }

  #scan(event: Event): void {
    const byGram = this.#byGram ?? this.#file();
    const bits = this.#bits;
    this.#scanned = event;
    this.#round++;
    this.#hits.length = 0;
    const subject = this.#subject(event) ?? '';
    const { length } = subject;
    if (length > this.#bytes.length) this.#bytes = Buffer.alloc(length * 2);
    const bytes = this.#bytes;
    bytes.write(subject, 0, length, 'latin1');
    let gram = 0;
    for (let i = 0; i < length; i++) {
      gram = (gram << 8) | (lower[bytes[i] ?? 0] ?? 0);
      const cell = Math.imul(gram, multiplier) >>> (32 - cellBits);
      if ((((bits[cell >>> 5] ?? 0) >>> (cell & 31)) & 1) === 0) continue;
      const entries = byGram.get(gram);
      if (entries !== undefined) this.#look(entries, i - gramBytes + 1, length);
    }
  }

  #look(entries: readonly Entry[], at: number, length: number): void {
    for (const { id, text, offset } of entries) {
      const from = at - offset;
      if (this.#seen[id] === this.#round || from < 0 || from + text.length > length) continue;
      if (!this.#isAt(text, from)) continue;
      this.#seen[id] = this.#round;
      this.#hits.push(id);
    }
  }

  #isAt(text: string, from: number): boolean {
    const bytes = this.#bytes;
    for (let i = text.length - 1; i >= 0; i--) {
      if (lower[bytes[from + i] ?? 0] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  #file(): ReadonlyMap<number, readonly Entry[]> {
    const byGram = new Map<number, Entry[]>();
    const texts = [...this.#ids];
    this.#seen = new Uint32Array(texts.length);
    this.#round = 0;
    this.#scanned = undefined;
    const holders = gramCounts(texts.map(([text]) => text));
    for (const [text, id] of texts) {
      const offset = fewestShared(text, holders);
      const gram = gramAt(text, offset);
      const entry = { id, text, offset };
      const known = byGram.get(gram);
      if (known === undefined) byGram.set(gram, [entry]);
      else known.push(entry);
      const cell = Math.imul(gram, multiplier) >>> (32 - cellBits);
      this.#bits[cell >>> 5] = (this.#bits[cell >>> 5] ?? 0) | (1 << (cell & 31));
    }
    this.#byGram = byGram;
    return byGram;
  }
}

/** Bytes with the letters of ASCII in lower case. */
const lower = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** 2^32 divided by the golden ratio: neighbours land far from each other. */
const multiplier = 0x9e37_79b1;

function gramAt(text: string, offset: number): number {
  let gram = 0;
  for (let i = offset; i < offset + gramBytes; i++) gram = (gram << 8) | text.charCodeAt(i);
  return gram;
}

/** Bytes of logs from the most common on; what is not here is rare. */
const common = ' eatoinrsdlucmpfhg0123456789.:b/-wvy=k[]()\'"_,xjqz;@<>';

/** How many places in the texts each gram has. */
function gramCounts(texts: readonly string[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const text of texts) {
    for (let offset = 0; offset + gramBytes <= text.length; offset++) {
      const gram = gramAt(text, offset);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

/** Of grams that as many texts hold the one with the rarest bytes. */
function fewestShared(text: string, holders: ReadonlyMap<number, number>): number {
  let best = 0;
  let least = Infinity;
  let most = -1;
  for (let offset = 0; offset + gramBytes <= text.length; offset++) {
    const shared = holders.get(gramAt(text, offset)) ?? 0;
    const rarity = rarityOf(text, offset);
    if (shared < least || (shared === least && rarity > most)) {
      [best, least, most] = [offset, shared, rarity];
    }
  }
  return best;
}

function rarityOf(text: string, offset: number): number {
  let rarity = 0;
  for (let i = offset; i < offset + gramBytes; i++) {
    const place = common.indexOf(text.charAt(i));
    rarity += place < 0 ? common.length : place;
  }
  return rarity;
}
