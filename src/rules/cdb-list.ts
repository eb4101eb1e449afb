import type { RuleDialect } from '../event/index.ts';

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

function unquoted(value: string): string {
  const inside = /^"(.*)"$/.exec(value)?.[1];
  return inside ?? value;
}

/**
 * Reads the text form: `key:value` lines; `###` starts a comment; lines without a colon are
 * skipped; nothing is trimmed; the first of several equal keys wins. In the Wazuh dialect a key, a
 * value or both may stand in double quotes, and then hold colons.
 */
export function parseCdbText(text: string, dialect: RuleDialect = 'ossec'): CdbList {
  const entries = new Map<string, string>();
  for (const raw of text.split('\n')) {
    const comment = raw.indexOf('###');
    const line =
      comment < 0 ? raw.replace(/\r$/, '') : raw.slice(0, comment).replace(/[ \t]+$/, '');
    const quoted = dialect === 'wazuh' && line.startsWith('"') ? line.indexOf('"', 1) : -1;
    const colon = line.indexOf(':', Math.max(quoted, 0));
    if (colon < 0) continue;
    const key = quoted < 0 ? line.slice(0, colon) : line.slice(1, quoted);
    const value = line.slice(colon + 1);
    if (!entries.has(key)) entries.set(key, dialect === 'wazuh' ? unquoted(value) : value);
  }
  return new CdbList(entries);
}
