/** Everything that an `ossec-authd` of its own has to know; plain data, to be handed over. */
export interface AuthdSettings {
  readonly home: string;
  readonly port: number;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly authority: string | undefined;
  readonly ciphers: string | undefined;
  readonly isOpen: boolean;
  readonly isBound: boolean;
  readonly replaceAfterSeconds: number | undefined;
  /** Made at start where there is no file of a password. */
  readonly password: string | undefined;
  /** Whom it becomes once it listens; undefined to stay. */
  readonly user: string | undefined;
  readonly group: string | undefined;
}
