/** What is known of a file. */
export interface KnownFile {
  readonly sum: string;
  /** Changes told, up to 4. */
  readonly changes: number;
  /** When this sum was received. */
  readonly timeMs: number;
}

/**
 * Where known files are kept, by the location that tells of them and their name. An engine that is
 * given none keeps them in its own state, within bounds.
 */
export interface FileTable {
  get(location: string, name: string): KnownFile | undefined;
  set(location: string, name: string, file: KnownFile): void;
  /** Files that were forgotten for others. */
  readonly evicted: number;
}
