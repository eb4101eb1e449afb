/** One process that the supervisor keeps running. */
export interface ChildSpec {
  /** For people, in the log. */
  readonly name: string;
  /** The OSSEC daemons whose work it does: they get the pid files and the lines of `status`. */
  readonly daemons: readonly [string, ...string[]];
  /** Script to run. */
  readonly entry: string;
  readonly args: readonly string[];
  /** Flags of the runtime, beside those that this process has. */
  readonly flags?: readonly string[];
}
