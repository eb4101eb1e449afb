/** A look-up list in memory; keys and values hold one character per byte. */
export class CdbList {
  readonly #entries: ReadonlyMap<string, string>;

  constructor(entries: ReadonlyMap<string, string>) {
    this.#entries = entries;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): string | undefined {
    return this.#entries.get(key);
  }
}

/**
 * Reads the text form: `key:value` lines; `###` starts a comment; lines without a colon are
 * skipped; nothing is trimmed; the first of several equal keys wins.
 */
export function parseCdbText(text: string): CdbList {
  const entries = new Map<string, string>();
  for (const raw of text.split('\n')) {
    const comment = raw.indexOf('###');
    const line =
      comment < 0 ? raw.replace(/\r$/, '') : raw.slice(0, comment).replace(/[ \t]+$/, '');
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const key = line.slice(0, colon);
    if (!entries.has(key)) entries.set(key, line.slice(colon + 1));
  }
  return new CdbList(entries);
}
