/** A file of keys, certificates, pins or tokens cannot be used. `code` is stable and documented. */
export class FleetError extends Error {
  override readonly name = 'FleetError';
  readonly code:
    | 'KEYS_UNREADABLE'
    | 'KEYS_UNWRITABLE'
    | 'KEYS_LOCKED'
    | 'CERTIFICATE_UNUSABLE'
    | 'PIN_UNUSABLE'
    | 'TOKENS_UNUSABLE';

  constructor(code: FleetError['code'], path: string, options?: ErrorOptions) {
    super(`${code} ${path}`, options);
    this.code = code;
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
