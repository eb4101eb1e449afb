export type OutputErrorCode = 'OUTPUT_DISK_FULL' | 'OUTPUT_IO';

/** An output file could not be written. `code` is stable and documented. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly code: OutputErrorCode;
  readonly path: string;

  constructor(code: OutputErrorCode, path: string, options?: ErrorOptions) {
    super(`${code} ${path}`, options);
    this.code = code;
    this.path = path;
  }
}

const fullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Runs a file operation; what it throws tells the path and whether space is what is missing. */
export async function naming<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    const system = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const code = fullCodes.has(system) ? 'OUTPUT_DISK_FULL' : 'OUTPUT_IO';
    throw new OutputError(code, path, { cause });
  }
}
