import { compilePathRules, type PathRule, type SyscheckValues } from '../config/index.ts';
import { DiffStore } from './diff-store.ts';
import { changeText, deletionText } from './event-text.ts';
import { expandFolders } from './expand-folders.ts';
import { FolderTable, type Folder } from './folder-table.ts';
import { KnownFiles } from './known-files.ts';
import { look, Measure, stampOfLook, type Look } from './measure.ts';
import { walk, type WalkOptions } from './walk.ts';

/** How often a file is read that changes meanwhile. */
const triesMax = 3;

export interface ScannerOptions {
  readonly values: Pick<SyscheckValues, 'folders' | 'skipNfs'> & {
    readonly ignore: readonly PathRule[];
    readonly nodiff: readonly PathRule[];
  };
  /** Where copies for differences are kept. */
  readonly diffFolder: string;
  /** Texts for the integrity queue. */
  readonly onEvent: (text: string) => void;
  readonly onWarning: (text: string) => void;
  /** Told each folder in which changes are to be told at once. */
  readonly onFolder?: (path: string) => void;
}

/** What a scan saw. */
export interface ScanCounts {
  files: number;
  bytes: number;
  /** Files whose contents were read. */
  read: number;
}

/**
 * Knows what was last told of each file and tells what is different now. It keeps no state on
 * disk: after a start everything is told again, and the server knows what of it is new.
 */
export class Scanner {
  readonly #options: ScannerOptions;
  readonly #known = new KnownFiles();
  readonly #measure = new Measure();
  readonly #diffs: DiffStore;
  readonly #isIgnored: (path: string) => boolean;
  readonly #isSecret: (path: string) => boolean;
  #folders: FolderTable;
  #generation = 1;
  #unread: string[] = [];
  counts: ScanCounts = { files: 0, bytes: 0, read: 0 };

  constructor(options: ScannerOptions) {
    const { values, diffFolder } = options;
    this.#options = options;
    this.#diffs = new DiffStore(diffFolder);
    this.#isIgnored = compilePathRules(values.ignore);
    this.#isSecret = compilePathRules(values.nodiff);
    this.#folders = new FolderTable(expandFolders(values.folders));
  }

  /** Files known before the start; those that are there no more are told at the end of a scan. */
  recall(paths: Iterable<string>): void {
    for (const path of paths) {
      if (this.#folders.of(path) !== undefined) this.#known.recall(path);
    }
  }

  knownPaths(): Iterable<string> {
    return this.#known.paths();
  }

  get knownFiles(): number {
    return this.#known.size;
  }

  /**
   * Scans all folders, a step for each file or folder, then tells what is gone. With `isFull` files
   * whose times did not change are read as well.
   */
  *scan(isFull: boolean): Generator<void> {
    this.#generation++;
    this.#unread = [];
    this.counts = { files: 0, bytes: this.#measure.bytesRead, read: 0 };
    // Names that a pattern stands for may be others than at the last scan.
    this.#folders = new FolderTable(expandFolders(this.#options.values.folders));
    for (const folder of this.#folders.folders) yield* this.#walkFrom(folder.path, isFull);
    const { bytesRead } = this.#measure;
    this.counts.bytes = bytesRead - this.counts.bytes;
    for (const path of this.#known.unseen(this.#generation)) {
      if (this.#isReadable(path)) this.#gone(path);
      yield;
    }
  }

  isFile(path: string): boolean {
    return look(path).kind === 'file';
  }

  /** Looks at one path that something happened to, and at what is below it. */
  *check(path: string): Generator<void> {
    const folder = this.#folders.of(path);
    if (folder === undefined || this.#isIgnored(path)) return;
    const seen = look(path);
    if (seen.kind === 'file') {
      if (folder.takes(path)) yield* this.#file(path, seen, folder, true);
      yield;
      return;
    }
    if (seen.kind === 'unread') return;
    if (this.#known.has(path)) this.#gone(path);
    if (seen.kind === 'folder' && (folder.recurse || path === folder.path)) {
      yield* this.#walkFrom(path, false);
      return;
    }
    for (const below of this.#known.below(path)) {
      this.#gone(below);
      yield;
    }
  }

  *#walkFrom(start: string, isFull: boolean): Generator<void> {
    const options: WalkOptions = {
      folders: this.#folders,
      isIgnored: this.#isIgnored,
      skipNetwork: this.#options.values.skipNfs,
      onUnread: (path) => this.#noteUnread(path),
      onFolder: (path) => {
        if (this.#folders.of(path)?.realtime === true) this.#options.onFolder?.(path);
      },
    };
    for (const found of walk(start, options)) {
      if (found !== undefined) {
        const folder = this.#folders.of(found.path);
        if (folder !== undefined) yield* this.#file(found.path, found.file, folder, isFull);
      }
      yield;
    }
  }

  *#file(
    path: string,
    first: Extract<Look, { kind: 'file' }>,
    folder: Folder,
    isFull: boolean,
  ): Generator<void> {
    this.counts.files++;
    if (!isFull && this.#known.isUnchanged(path, stampOfLook(path, first), this.#generation))
      return;
    this.counts.read++;
    let seen: Look = first;
    for (let tries = 1; seen.kind === 'file'; tries++) {
      const stamp = stampOfLook(path, seen);
      const sum: string = yield* this.#measure.sum(path, seen, folder.checks);
      const after = look(path);
      const isSettled = after.kind === 'file' && stampOfLook(path, after) === stamp;
      if (isSettled || tries === triesMax) {
        this.#tell(path, sum, stamp, folder, seen.isLink);
        // A file that is written without end is read again at the next look.
        if (!isSettled) this.#known.distrust(path);
        return;
      }
      seen = after;
    }
  }

  #tell(path: string, sum: string, stamp: string, folder: Folder, isLink: boolean): void {
    const what = this.#known.note(path, sum, stamp, this.#generation);
    if (what === 'same') return;
    const isText = folder.reportChanges && !isLink;
    const diff = isText ? this.#diffs.update(path, this.#isSecret(path)) : undefined;
    this.#options.onEvent(changeText(path, sum, what === 'new' ? undefined : diff));
  }

  #gone(path: string): void {
    if (!this.#known.forget(path)) return;
    this.#diffs.forget(path);
    this.#options.onEvent(deletionText(path));
  }

  #noteUnread(path: string): void {
    this.#unread.push(path);
    this.#options.onWarning(`The folder ${path} cannot be read or is left out.`);
  }

  /** Of what lies where nobody could look it is not known whether it is there. */
  #isReadable(path: string): boolean {
    return !this.#unread.some((folder) => path === folder || path.startsWith(`${folder}/`));
  }
}
