/** What is known of a file; a value that was not computed is undefined. */
export interface FileAttributes {
  readonly size?: string | undefined;
  /** The mode as a number. */
  readonly perm?: number | undefined;
  readonly owner?: string | undefined;
  readonly gowner?: string | undefined;
  readonly md5?: string | undefined;
  readonly sha1?: string | undefined;
  readonly sha256?: string | undefined;
}

/** A file before and after, in an event about its integrity. */
export interface Integrity {
  readonly before: FileAttributes;
  readonly after: FileAttributes;
}
