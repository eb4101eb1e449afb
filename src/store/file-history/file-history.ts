import { createHash } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { StoreError, inStore } from '../store-error.ts';

/** A version of a file as its host told it. */
export interface FileVersion {
  readonly sum: string;
  /** Changes told before and with this version, up to 4. */
  readonly changes: number;
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
}

/** A version as it stands in the chain. */
export interface ChainedVersion extends FileVersion {
  readonly location: string;
  readonly name: string;
  /** Place of the record in the journal. */
  readonly cursor: number;
}

/** A row of the chain: its number, what it says, and the digest up to here. */
export interface StoredVersion {
  readonly id: number;
  readonly version: ChainedVersion;
  readonly digest: Uint8Array;
}

interface Pending extends FileVersion {
  readonly location: string;
  readonly name: string;
}

const layout = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS location (
    id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE IF NOT EXISTS version (
    id INTEGER PRIMARY KEY, location INTEGER NOT NULL REFERENCES location,
    name BLOB NOT NULL, cursor INTEGER NOT NULL, time INTEGER NOT NULL,
    changes INTEGER NOT NULL, sum TEXT NOT NULL, digest BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS version_by_name ON version (location, name, id);
`;

/** How many versions are verified between two turns of other work. */
const pageRows = 10_000;

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** Covers everything that a version says, and through `previous` everything before it. */
function digestOf(previous: Uint8Array, version: ChainedVersion): Uint8Array {
  const { location, name, cursor, timeMs, changes, sum } = version;
  const text = JSON.stringify([location, name, cursor, timeMs, changes, sum]);
  return createHash('sha256').update(previous).update(text, 'latin1').digest();
}

const chainStart = new Uint8Array(32);

/**
 * Every version of every file that hosts told of: the baseline and its history. Versions are only
 * ever appended, each with a digest over itself and the one before, so that a version which was
 * changed or removed afterwards shows. New versions wait in memory until `commit`, which belongs
 * to a snapshot; whatever the last snapshot does not know is taken back when the store is opened.
 */
export class FileHistory {
  readonly path: string;
  /** Nothing is ever forgotten. */
  readonly evicted = 0;
  readonly #database: DatabaseSync;
  readonly #latest: StatementSync;
  readonly #insert: StatementSync;
  readonly #locations = new Map<string, number>();
  readonly #pending = new Map<string, Pending>();
  /** Versions in the order in which they came, for the chain. */
  #order: Pending[] = [];
  #head: Uint8Array = chainStart;

  private constructor(path: string, database: DatabaseSync) {
    this.path = path;
    this.#database = database;
    this.#latest = database.prepare(
      'SELECT sum, changes, time FROM version WHERE location = ? AND name = ? ORDER BY id DESC LIMIT 1',
    );
    this.#insert = database.prepare(
      'INSERT INTO version (location, name, cursor, time, changes, sum, digest) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /**
   * `cursor` is that of the snapshot: later versions are taken back, they will come again from the
   * journal. Without a snapshot all are kept: losing the state must not lose the baseline.
   */
  static open(path: string, cursor: number | undefined): FileHistory {
    return inStore(path, () => {
      const database = new DatabaseSync(path);
      try {
        database.exec(layout);
        if (cursor !== undefined) takeBack(database, cursor);
        const history = new FileHistory(path, database);
        history.#readState();
        return history;
      } catch (error) {
        database.close();
        throw error;
      }
    });
  }

  #readState(): void {
    for (const row of this.#database.prepare('SELECT id, name FROM location').all()) {
      this.#locations.set(textOf(row['name']), Number(row['id']));
    }
    const last = this.#database
      .prepare('SELECT digest FROM version ORDER BY id DESC LIMIT 1')
      .get();
    this.#head = last === undefined ? chainStart : blobOf(last['digest']);
  }

  get(location: string, name: string): FileVersion | undefined {
    const pending = this.#pending.get(`${location}\0${name}`);
    if (pending !== undefined) return pending;
    const id = this.#locations.get(location);
    if (id === undefined) return undefined;
    return inStore(this.path, () => {
      const row = this.#latest.get(id, bytes(name));
      if (row === undefined) return undefined;
      return {
        sum: String(row['sum']),
        changes: Number(row['changes']),
        timeMs: Number(row['time']),
      };
    });
  }

  set(location: string, name: string, { sum, changes, timeMs }: FileVersion): void {
    const version = { location, name, sum, changes, timeMs };
    this.#pending.set(`${location}\0${name}`, version);
    this.#order.push(version);
  }

  /** Versions that no commit has taken yet. */
  get pending(): number {
    return this.#order.length;
  }

  /** Appends what came since the last commit, whole or not at all; it may be repeated. */
  commit(cursor: number): void {
    if (this.#order.length === 0) return;
    const head = inStore(this.path, () => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const last = this.#append(cursor);
        this.#database.exec('COMMIT');
        return last;
      } catch (error) {
        // A location's number that was given out in vain must not be used.
        this.#locations.clear();
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        this.#readState();
        throw error;
      }
    });
    this.#head = head;
    this.#order = [];
    this.#pending.clear();
  }

  #append(cursor: number): Uint8Array {
    let head = this.#head;
    for (const { location, name, sum, changes, timeMs } of this.#order) {
      const version = { location, name, sum, changes, timeMs, cursor };
      head = digestOf(head, version);
      const id = this.#locationId(location);
      this.#insert.run(id, bytes(name), cursor, timeMs, changes, sum, head);
    }
    return head;
  }

  #locationId(location: string): number {
    const known = this.#locations.get(location);
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO location (name) VALUES (?)')
      .run(bytes(location));
    const id = Number(lastInsertRowid);
    this.#locations.set(location, id);
    return id;
  }

  /** The versions in the order of the chain, those after `id`, at most a page of them. */
  page(id: number): readonly StoredVersion[] {
    return inStore(this.path, () =>
      this.#database
        .prepare(
          `SELECT version.id, location.name AS location, version.name, cursor, time, changes, sum, digest
           FROM version JOIN location ON location.id = version.location
           WHERE version.id > ? ORDER BY version.id LIMIT ${pageRows}`,
        )
        .all(id)
        .map((row) => ({
          id: Number(row['id']),
          version: {
            location: textOf(row['location']),
            name: textOf(row['name']),
            cursor: Number(row['cursor']),
            timeMs: Number(row['time']),
            changes: Number(row['changes']),
            sum: String(row['sum']),
          },
          digest: blobOf(row['digest']),
        })),
    );
  }

  /** Looks at the whole chain; answers the first version that is not what was appended. */
  verify(): { readonly versions: number; readonly broken: ChainedVersion | undefined } {
    let head: Uint8Array = chainStart;
    let versions = 0;
    let last = 0;
    for (let rows = this.page(last); rows.length > 0; rows = this.page(last)) {
      for (const { id, version, digest } of rows) {
        head = digestOf(head, version);
        if (Buffer.compare(head, digest) !== 0) return { versions, broken: version };
        versions++;
        last = id;
      }
    }
    return { versions, broken: undefined };
  }

  /** What is not committed is lost, and comes again from the journal. */
  close(): void {
    this.#database.close();
  }
}

/** From the end, which is where they are: the table may be large. */
function takeBack(database: DatabaseSync, cursor: number): void {
  const last = database
    .prepare('SELECT id FROM version WHERE cursor <= ? ORDER BY id DESC LIMIT 1')
    .get(cursor);
  database.prepare('DELETE FROM version WHERE id > ?').run(Number(last?.['id'] ?? 0));
}

function blobOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new StoreError('STORE_DAMAGED', 'a column holds no bytes');
}

function textOf(value: unknown): string {
  return Buffer.from(blobOf(value)).toString('latin1');
}
