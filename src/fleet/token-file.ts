import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './file-lock.ts';
import { FleetError, isErrno } from './fleet-error.ts';
import { writeWhole } from './write-whole.ts';

const tokensMode = 0o640;
const lockWaitMs = 5000;
/** Most tokens that wait for an agent. */
export const tokensMax = 10_000;

/** A token that was printed and not used: what the server keeps of it. */
export interface KeptToken {
  /** SHA-256 of its secret, hexadecimal. */
  readonly hash: string;
  /** Whole seconds since the epoch. */
  readonly expiresAt: number;
  /** The only name that may enrol with it; undefined for any. */
  readonly name: string | undefined;
}

const line = /^(?<hash>[0-9a-f]{64}) (?<expires>\d{1,12}) (?<name>[A-Za-z0-9._-]{1,128})$/;
const anyName = '-';

/**
 * `etc/authd.tokens`: a line `SHA256 EXPIRES NAME` for each token that may still be used. Whoever
 * reads the file cannot enrol with what stands there. Methods throw TOKENS_UNUSABLE, KEYS_LOCKED
 * or KEYS_UNWRITABLE.
 */
export class TokenFile {
  readonly path: string;
  readonly #lockPath: string;

  constructor(home: string) {
    this.path = join(home, 'etc', 'authd.tokens');
    this.#lockPath = join(home, 'var', 'run', 'authd.tokens.lock');
  }

  /** Those that are valid; lines that are none of ours are left out. */
  list(nowMs: number): readonly KeptToken[] {
    let text: string;
    try {
      text = readFileSync(this.path, 'latin1');
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return [];
      throw new FleetError('TOKENS_UNUSABLE', this.path, { cause: error });
    }
    return text
      .split('\n')
      .flatMap((one) => keptToken(one) ?? [])
      .filter(({ expiresAt }) => expiresAt * 1000 > nowMs);
  }

  /** False when there are too many already. */
  add(token: KeptToken, nowMs: number): Promise<boolean> {
    return this.#edit(nowMs, (tokens) => {
      if (tokens.length >= tokensMax) return { result: false };
      return { tokens: [...tokens, token], result: true };
    });
  }

  /** Uses a token up: undefined for one that is unknown, used, expired or for another name. */
  take(hash: string, name: string, nowMs: number): Promise<KeptToken | undefined> {
    return this.#edit(nowMs, (tokens) => {
      const found = tokens.find((one) => one.hash === hash);
      if (found === undefined || (found.name !== undefined && found.name !== name)) {
        return { result: undefined };
      }
      return { tokens: tokens.filter((one) => one !== found), result: found };
    });
  }

  /** Takes back tokens whose hashes begin so; answers how many there were. */
  revoke(prefix: string, nowMs: number): Promise<number> {
    return this.#edit(nowMs, (tokens) => {
      const left = tokens.filter(({ hash }) => !hash.startsWith(prefix));
      return { tokens: left, result: tokens.length - left.length };
    });
  }

  #edit<T>(
    nowMs: number,
    edit: (tokens: readonly KeptToken[]) => {
      readonly tokens?: readonly KeptToken[];
      readonly result: T;
    },
  ): Promise<T> {
    return withLock(this.#lockPath, lockWaitMs, () => {
      const { tokens, result } = edit(this.list(nowMs));
      if (tokens !== undefined) this.#write(tokens);
      return result;
    });
  }

  #write(tokens: readonly KeptToken[]): void {
    const text = tokens
      .map(({ hash, expiresAt, name }) => `${hash} ${expiresAt} ${name ?? anyName}\n`)
      .join('');
    try {
      writeWhole(this.path, text, tokensMode);
    } catch (error) {
      throw new FleetError('TOKENS_UNUSABLE', this.path, { cause: error });
    }
  }
}

function keptToken(text: string): KeptToken | undefined {
  const { hash, expires, name } = line.exec(text)?.groups ?? {};
  if (hash === undefined || expires === undefined || name === undefined) return undefined;
  return { hash, expiresAt: Number(expires), name: name === anyName ? undefined : name };
}
