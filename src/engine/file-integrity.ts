import type { Event, FileAttributes } from '../event/index.ts';
import { compilePathRules, type PathRule } from '../config/index.ts';
import { differInPlaceholders, permText, readSum } from './file-sum.ts';
import type { LocationRows } from './location-table.ts';
import { LocationTable } from './location-table.ts';
import type { FileTable, KnownFile } from './file-table.ts';
import { MaintenanceTable, type MaintenanceStates } from './maintenance.ts';

const sumMax = 512;
const nameMax = 4096;
const namePrinted = 756;
const completedMax = 100_000;
const bounds = { perLocation: 50_000, inAll: 500_000 };
const changed = 'syscheck_integrity_changed';
const changedKinds = [changed, `${changed}_2nd`, `${changed}_3rd`];

/** How changes of files are told. */
export interface IntegrityOptions {
  /** Whether a file is told no more after its third change. */
  readonly autoIgnore: boolean;
  readonly alertNewFiles: boolean;
  /** Beginnings of file names, upper and lower case alike, and patterns. */
  readonly ignore: readonly PathRule[];
}

/** What is known of files. */
export interface IntegrityState {
  /** Undefined where a table outside of the engine keeps them. */
  readonly files: LocationRows<KnownFile> | undefined;
  /** Locations whose first scan is complete; missing in older snapshots. */
  readonly completed?: ReadonlySet<string>;
  /** Missing in older snapshots. */
  readonly maintenance?: MaintenanceStates;
}

/** Decodes integrity messages: `<sum> <file name>[\n<diff>]`, told only when a file changed. */
export class FileIntegrity {
  readonly #options: IntegrityOptions;
  readonly #isIgnored: (path: string) => boolean;
  readonly #own = new LocationTable<KnownFile>(bounds);
  #files: FileTable = this.#own;
  #completed = new Set<string>();
  readonly maintenance = new MaintenanceTable();
  /** Messages that could not be read. */
  malformed = 0;

  constructor(options: IntegrityOptions) {
    this.#options = options;
    this.#isIgnored = compilePathRules(options.ignore);
  }

  /** Keeps known files in this table from now on, beginning with what is in there. */
  keepIn(files: FileTable): void {
    this.#files = files;
  }

  /** Turns the event into one about the file; answers false for what is no news. */
  decode(event: Event): boolean {
    const { fullLog: text, location } = event;
    if (text === 'syscheck-db-completed') {
      if (this.#completed.size < completedMax) this.#completed.add(location);
      this.maintenance.completed(location);
      return false;
    }
    const space = text.indexOf(' ');
    const end = text.indexOf('\n', space + 1);
    const sum = text.slice(0, Math.max(space, 0));
    const name = text.slice(space + 1, end < 0 ? undefined : end);
    if (sum === '' || name === '' || sum.length > sumMax || name.length > nameMax) {
      this.malformed += 1;
      return false;
    }
    if (sum.includes('\n')) {
      this.malformed += 1;
      return false;
    }
    if (this.#isIgnored(name)) return false;
    const old = this.#files.get(location, name);
    if (old === undefined) return this.#tellNew(event, sum, name);
    return this.#tellChange(event, old, sum, name, end < 0 ? '' : text.slice(end + 1));
  }

  #tellNew(event: Event, sum: string, name: string): boolean {
    this.#keep(event, sum, name, 0);
    if (this.#isSilent(event, 'new', name)) return false;
    // Until the first scan is complete, everything is new.
    if (!this.#options.alertNewFiles || !this.#completed.has(event.location)) return false;
    const { md5, sha1, sha256 } = readSum(sum);
    const lines = [
      `New file '${name.slice(0, namePrinted)}' added to the file system.`,
      `New sha1sum is : '${sha1 ?? 'Unknown'}'`,
      `New md5sum is : '${md5 ?? 'Unknown'}'`,
    ];
    if (sha256 !== undefined) lines.push(`New sha256sum is : '${sha256}'`);
    event.integrity = { before: {}, after: { md5, sha1, sha256 } };
    return told(event, 'syscheck_new_entry', name, lines);
  }

  #tellChange(event: Event, old: KnownFile, sum: string, name: string, diff: string): boolean {
    if (old.sum === sum) return false;
    if (differInPlaceholders(old.sum, sum)) {
      this.#keep(event, sum, name, 0);
      return false;
    }
    if (this.#isSilent(event, 'modify', name)) {
      this.#keep(event, sum, name, old.changes);
      return false;
    }
    const comesOrGoes = sum.startsWith('-1') || old.sum.startsWith('-1');
    const kind = changedKinds[this.#options.autoIgnore ? old.changes : 0];
    // A file whose changes are told no more must not disappear unseen.
    if (kind === undefined && !comesOrGoes) return false;
    this.#keep(event, sum, name, Math.min(old.changes + 1, 4));
    const printed = name.slice(0, namePrinted);
    if (sum.startsWith('-1')) {
      const line = `File '${printed}' was deleted. Unable to retrieve checksum.`;
      return told(event, 'syscheck_deleted', name, [line]);
    }
    if (old.sum.startsWith('-1')) {
      return told(event, 'syscheck_new_entry', name, [`File '${printed}' was re-added.`]);
    }
    const before = readSum(old.sum);
    const after = readSum(sum);
    const lines = [`Integrity checksum changed for: '${printed}'`, ...changes(before, after)];
    if (diff !== '') lines.push('What changed:', harmless(diff));
    event.integrity = { before, after };
    return told(event, kind ?? changed, name, lines);
  }

  /** While changes are expected they become what is known, and are noted in place of an alert. */
  #isSilent({ timeMs, location }: Event, kind: 'new' | 'modify', path: string): boolean {
    if (!this.maintenance.isOn(location)) return false;
    this.maintenance.note({ timeMs, location, kind, path });
    return true;
  }

  #keep(event: Event, sum: string, name: string, count: number): void {
    this.#files.set(event.location, name, { sum, changes: count, timeMs: event.timeMs });
  }

  /** Rows that were forgotten for others: they count as new when they are seen again. */
  get evicted(): number {
    return this.#files.evicted;
  }

  snapshot(): IntegrityState {
    const isOwn = this.#files === this.#own;
    return {
      files: isOwn ? this.#own.snapshot() : undefined,
      completed: this.#completed,
      maintenance: this.maintenance.snapshot(),
    };
  }

  /** Rows of a snapshot from before there was a table outside move into it. */
  restore(state: IntegrityState): void {
    this.#completed = new Set(state.completed);
    if (state.maintenance !== undefined) this.maintenance.restore(state.maintenance);
    if (this.#files === this.#own) this.#own.restore(state.files ?? new Map());
    else moveRows(state.files ?? new Map(), this.#files);
  }
}

function moveRows(from: LocationRows<KnownFile>, to: FileTable): void {
  for (const [location, rows] of from) {
    for (const [name, file] of rows) to.set(location, name, file);
  }
}

function changes(before: FileAttributes, after: FileAttributes): string[] {
  const lines: string[] = [];
  const pair = (a: string | undefined, b: string | undefined, first: string, then: string) => {
    if (a === undefined || b === undefined || a === b) return;
    lines.push(...`${first}'${a}'${then}'${b}'`.split('\n'));
  };
  const perm = (mode: number | undefined) => (mode === undefined ? undefined : permText(mode));
  pair(before.size, after.size, 'Size changed from ', ' to ');
  pair(perm(before.perm), perm(after.perm), 'Permissions changed from ', ' to ');
  pair(before.owner, after.owner, 'Ownership was ', ', now it is ');
  pair(before.gowner, after.gowner, 'Group ownership was ', ', now it is ');
  for (const hash of ['md5', 'sha1', 'sha256'] as const) {
    pair(before[hash], after[hash], `Old ${hash}sum was: `, `\nNew ${hash}sum is : `);
  }
  return lines;
}

/** A diff comes from an agent: it must not end the record it stands in, nor begin another. */
function harmless(diff: string): string {
  const lines = diff.split('\n').filter((line) => line !== '');
  return lines.map((line) => (line.startsWith('** Alert') ? ` ${line}` : line)).join('\n');
}

function told(event: Event, kind: string, name: string, lines: readonly string[]): boolean {
  const text = `${lines.join('\n')}\n`;
  event.fullLog = text;
  event.log = text;
  event.size = text.length;
  event.ascii = event.ascii && !/[\x80-\xff]/.test(text);
  event.filename = name;
  event.decoder = kind;
  event.decoderType = 'ossec';
  event.decoderFacts = {
    // Alerts print one name for all kinds; rules see the kind.
    name: changed,
    parent: undefined,
    type: 'ossec',
    fts: [],
    ftsComment: undefined,
    accumulate: false,
  };
  return true;
}
