import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../base/index.ts';
import { parseClientKeys, type ClientKeys } from '../wire/index.ts';
import { withLock } from './file-lock.ts';
import { FleetError, isErrno } from './fleet-error.ts';
import { writeWhole } from './write-whole.ts';

const keysMode = 0o640;
const lockWaitMs = 5000;

/** `etc/client.keys` of a home: on a server all agents, on an agent its own line. */
export class KeyFile {
  readonly path: string;
  readonly #lockPath: string;

  constructor(home: string) {
    this.path = join(home, 'etc', 'client.keys');
    this.#lockPath = join(home, 'var', 'run', 'client.keys.lock');
  }

  /** A file that is not there has no agents. Throws KEYS_UNREADABLE. */
  read(): ClientKeys {
    return parseClientKeys(this.#text(), this.path);
  }

  /** Changes whenever the file does; empty where there is none. */
  version(): string {
    const found = statSync(this.path, { throwIfNoEntry: false, bigint: true });
    return found === undefined ? '' : `${found.ino}/${found.size}/${found.mtimeNs}`;
  }

  /**
   * Reads, lets `edit` decide and writes the lines that it answers; nobody else writes meanwhile.
   * Lines are without their ends. Throws KEYS_UNREADABLE, KEYS_UNWRITABLE or KEYS_LOCKED.
   */
  async edit<T>(edit: (keys: ClientKeys) => KeyEdit<T>): Promise<T> {
    return withLock(this.#lockPath, lockWaitMs, () => {
      const { lines, result } = edit(this.read());
      if (lines !== undefined) this.#write(lines);
      return result;
    });
  }

  #text(): string {
    try {
      return latin1(readFileSync(this.path));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return '';
      throw new FleetError('KEYS_UNREADABLE', this.path, { cause: error });
    }
  }

  #write(lines: readonly string[]): void {
    try {
      writeWhole(this.path, lines.map((line) => `${line}\n`).join(''), keysMode);
    } catch (error) {
      throw new FleetError('KEYS_UNWRITABLE', this.path, { cause: error });
    }
  }
}

/** What an edit makes of the file; without `lines` it stays. */
export interface KeyEdit<T> {
  readonly lines?: readonly string[];
  readonly result: T;
}
