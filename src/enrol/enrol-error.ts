/** Enrolment failed for a reason of the world. `code` is stable and documented. */
export class EnrolError extends Error {
  override readonly name = 'EnrolError';
  readonly code:
    | 'ENROL_BIND'
    | 'ENROL_UNREACHABLE'
    /** The server is not the one it should be: nothing was sent to it. */
    | 'ENROL_NOT_TRUSTED'
    | 'ENROL_TLS';

  constructor(code: EnrolError['code'], detail: string, options?: ErrorOptions) {
    super(`${code} ${detail}`, options);
    this.code = code;
  }
}
