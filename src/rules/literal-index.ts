import type { Event } from '../event/index.ts';

/** Texts are looked up by this many of their bytes; shorter texts have no place in the index. */
const gramBytes = 4;

/** Cells of the first look, a power of two; most grams of a log find an empty one. */
const cellBits = 15;

interface Entry {
  readonly id: number;
  readonly text: string;
  readonly gram: number;
  /** Where in the text the gram begins. */
  readonly offset: number;
}

/**
 * Finds all texts that any condition looks for in a log by one pass over it, however many they are.
 * Each text is filed under the rarest four bytes that it holds. Add all texts first.
 */
export class LiteralIndex {
  readonly #ids = new Map<string, number>();
  readonly #entries: Entry[] = [];
  #cells: (readonly Entry[] | undefined)[] | undefined;
  #filled = new Uint8Array(0);
  /** The round in which each text was last seen. */
  #seen = new Uint32Array(0);
  #round = 0;
  #scanned: Event | undefined;

  /** Undefined for a text that is too short. */
  add(text: string): number | undefined {
    if (text.length < gramBytes) return undefined;
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(text, id);
      const offset = rarestGram(text);
      this.#entries.push({ id, text, gram: gramAt(text, offset), offset });
      this.#cells = undefined;
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

  /** Whether the event's log, in lower case, holds one of the texts. */
  holdsAny(event: Event, ids: readonly number[]): boolean {
    if (this.#scanned !== event || this.#cells === undefined) this.#scan(event);
    for (const id of ids) if (this.#seen[id] === this.#round) return true;
    return false;
  }

  #scan(event: Event): void {
    const cells = this.#cells ?? this.#file();
    this.#scanned = event;
    this.#round++;
    const log = event.log.toLowerCase();
    let gram = 0;
    for (let i = 0; i < log.length; i++) {
      gram = (gram << 8) | log.charCodeAt(i);
      const cell = Math.imul(gram, multiplier) >>> (32 - cellBits);
      if (this.#filled[cell] === 1) this.#look(cells[cell], gram, log, i - gramBytes + 1);
    }
  }

  #look(entries: readonly Entry[] | undefined, gram: number, log: string, at: number): void {
    if (entries === undefined) return;
    for (const entry of entries) {
      if (entry.gram !== gram) continue;
      if (log.startsWith(entry.text, at - entry.offset)) this.#seen[entry.id] = this.#round;
    }
  }

  #file(): (readonly Entry[] | undefined)[] {
    const cells: Entry[][] = [];
    this.#filled = new Uint8Array(1 << cellBits);
    this.#seen = new Uint32Array(this.#entries.length);
    this.#round = 0;
    this.#scanned = undefined;
    for (const entry of this.#entries) {
      const cell = Math.imul(entry.gram, multiplier) >>> (32 - cellBits);
      (cells[cell] ??= []).push(entry);
      this.#filled[cell] = 1;
    }
    this.#cells = cells;
    return cells;
  }
}

/** 2^32 divided by the golden ratio: neighbours land far from each other. */
const multiplier = 0x9e37_79b1;

function gramAt(text: string, offset: number): number {
  let gram = 0;
  for (let i = offset; i < offset + gramBytes; i++) gram = (gram << 8) | text.charCodeAt(i);
  return gram;
}

/** Bytes of logs from the most common on; what is not here is rare. */
const common = ' eatoinrsdlucmpfhg0123456789.:b/-wvy=k[]()\'"_,xjqz;@<>';

function rarestGram(text: string): number {
  let best = 0;
  let most = -1;
  for (let offset = 0; offset + gramBytes <= text.length; offset++) {
    let rarity = 0;
    for (let i = offset; i < offset + gramBytes; i++) {
      const place = common.indexOf(text.charAt(i));
      rarity += place < 0 ? common.length : place;
    }
    if (rarity > most) [best, most] = [offset, rarity];
  }
  return best;
}
