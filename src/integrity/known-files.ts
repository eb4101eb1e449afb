import { hash } from 'node:crypto';

const growth = 2;
const sumBytes = 16;

/**
 * What was last told of each file. Of a sum only a digest is kept, and of the file's stamp too:
 * a million files take some two hundred megabytes less that way.
 */
export class KnownFiles {
  readonly #places = new Map<string, number>();
  readonly #free: number[] = [];
  #used = 0;
  #generations = new Uint32Array(1024);
  #digests = new Uint8Array(1024 * sumBytes);
  #stamps = new Uint8Array(1024 * sumBytes);

  get size(): number {
    return this.#places.size;
  }

  paths(): Iterable<string> {
    return this.#places.keys();
  }

  /** A file that was known before the start: what it was is not. */
  recall(path: string): void {
    if (!this.#places.has(path)) this.#generations[this.#place(path)] = 0;
  }

  has(path: string): boolean {
    return this.#places.has(path);
  }

  /** Marks the file as seen in this scan; false where it is not known or its stamp is another. */
  isUnchanged(path: string, stamp: string, generation: number): boolean {
    const place = this.#places.get(path);
    if (place === undefined || !isAt(this.#stamps, place, digest(stamp))) return false;
    this.#generations[place] = generation;
    return true;
  }

  /** Notes what the file is now; answers what that is beside what was known. */
  note(path: string, sum: string, stamp: string, generation: number): 'new' | 'same' | 'changed' {
    const known = this.#places.get(path);
    const place = known ?? this.#place(path);
    const now = digest(sum);
    const isSame = known !== undefined && isAt(this.#digests, place, now);
    this.#digests.set(now, place * sumBytes);
    this.#stamps.set(digest(stamp), place * sumBytes);
    this.#generations[place] = generation;
    if (known === undefined) return 'new';
    return isSame ? 'same' : 'changed';
  }

  /** The next look reads it again. */
  distrust(path: string): void {
    const place = this.#places.get(path);
    if (place !== undefined) this.#stamps.fill(0, place * sumBytes, (place + 1) * sumBytes);
  }

  /** False where it was not known. */
  forget(path: string): boolean {
    const place = this.#places.get(path);
    if (place === undefined) return false;
    this.#places.delete(path);
    this.#free.push(place);
    return true;
  }

  /** Files that the scan did not see. */
  *unseen(generation: number): Generator<string> {
    for (const [path, place] of this.#places) {
      if (this.#generations[place] !== generation) yield path;
    }
  }

  /** Known files in a folder that is there no more. */
  *below(folder: string): Generator<string> {
    const start = folder === '/' ? '/' : `${folder}/`;
    for (const path of this.#places.keys()) if (path.startsWith(start)) yield path;
  }

  #place(path: string): number {
    const place = this.#free.pop() ?? this.#used++;
    if (place === this.#generations.length) this.#grow();
    // What another file left behind must not be taken for this one's.
    this.#digests.fill(0, place * sumBytes, (place + 1) * sumBytes);
    this.#stamps.fill(0, place * sumBytes, (place + 1) * sumBytes);
    this.#places.set(path, place);
    return place;
  }

  #grow(): void {
    const capacity = this.#generations.length * growth;
    const generations = new Uint32Array(capacity);
    const digests = new Uint8Array(capacity * sumBytes);
    const stamps = new Uint8Array(capacity * sumBytes);
    generations.set(this.#generations);
    digests.set(this.#digests);
    stamps.set(this.#stamps);
    [this.#generations, this.#digests, this.#stamps] = [generations, digests, stamps];
  }
}

/** Not for secrets: it tells apart what nobody can choose without changing the file. */
function digest(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, sumBytes);
}

function isAt(all: Uint8Array, place: number, value: Uint8Array): boolean {
  const start = place * sumBytes;
  for (let i = 0; i < sumBytes; i++) if (all[start + i] !== value[i]) return false;
  return true;
}
