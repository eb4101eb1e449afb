/**
 * Where a record came from, exactly: the key by which duplicates are dropped and gaps are found.
 * Within one stream the ranges `[from, to)` of consecutive records touch; a hole is a loss.
 */
export interface Origin {
  /** Agent id; `000` is this machine. */
  readonly agent: string;
  /** The configured source: `file:/var/log/auth.log`, `journal:all`, `command:df -P`. */
  readonly source: string;
  /**
   * The stream within the source: a file's identity, the journal's sequence id, the start of a
   * command's collector. A new stream starts at a position of its own.
   */
  readonly stream: string;
  /** Position before the record: byte offset, or sequence number. */
  readonly from: number;
  /** Position after the record and everything skipped with it. */
  readonly to: number;
}
