export type StoreErrorCode = 'STORE_DISK_FULL' | 'STORE_DAMAGED' | 'STORE_IO';

/** A durable table could not be read or written. `code` is stable and documented. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly path: string;

  constructor(code: StoreErrorCode, path: string, options?: ErrorOptions) {
    super(`${code} ${path}`, options);
    this.code = code;
    this.path = path;
  }
}

// Result codes of SQLite; the low byte holds the kind.
const full = 13;
const damaged = new Set([11, 26]);

function codeOf(cause: unknown): StoreErrorCode {
  const number = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0;
  if (number === full) return 'STORE_DISK_FULL';
  return damaged.has(number) ? 'STORE_DAMAGED' : 'STORE_IO';
}

/** Runs an operation on the table at `path`; what it throws becomes a `StoreError`. */
export function inStore<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(codeOf(cause), path, { cause });
  }
}
