export type JournalErrorCode =
  | 'JOURNAL_DISK_FULL'
  | 'JOURNAL_IO'
  | 'JOURNAL_TOO_LARGE'
  | 'JOURNAL_CLOSED';

/** The journal's storage failed. `code` is stable and documented; the message is for people. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code} ${detail}`, options);
    this.code = code;
  }
}

const fullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Names what a failed write was about; the system's error stays as the cause. */
export function journalErrorFrom(cause: unknown, path: string): JournalError {
  const system = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const code = fullCodes.has(system) ? 'JOURNAL_DISK_FULL' : 'JOURNAL_IO';
  return new JournalError(code, path, { cause });
}
