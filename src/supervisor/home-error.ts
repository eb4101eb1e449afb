export type HomeErrorCode = 'HOME_UNUSABLE' | 'HOME_LOCKED';

/** The home cannot be used; the message is for people, `cause` keeps the system's error. */
export class HomeError extends Error {
  override readonly name = 'HomeError';
  readonly code: HomeErrorCode;
  readonly home: string;

  constructor(code: HomeErrorCode, home: string, options?: ErrorOptions & { detail?: string }) {
    super(`${code} ${options?.detail ?? `the folder ${home} cannot be used`}`, options);
    this.code = code;
    this.home = home;
  }
}
