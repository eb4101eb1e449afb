import type { Readable, Writable } from 'node:stream';

/** What a command may touch of the process around it; tests hand in their own. */
export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether a person at a terminal reads stdout: progress and colour are for them alone. */
  readonly isTerminal: boolean;
  /** Width of that terminal now; 80 without one. */
  columns(): number;
}

/** One command of `tocsin`. `--help` and `-h` are answered before `run` from `usage`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole help text, without a final newline. */
  readonly usage: string;
  /**
   * Resolves to the exit status: 0 done, 1 failed or refused, 2 called wrongly. May throw a
   * `UsageError`; any other throw is a defect or a failure of the world and exits 70.
   */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

/** Called wrongly: printed with a pointer to `--help`. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
  /** Whether the list of commands helps, and not the help of one. */
  readonly aboutCommands: boolean;

  constructor(message: string, options?: ErrorOptions & { readonly aboutCommands?: boolean }) {
    super(message, options);
    this.aboutCommands = options?.aboutCommands ?? false;
  }
}
