import type { Diagnostic } from '../base/index.ts';
import type { LogLevel } from './daemon-log.ts';

/**
 * What every child tells its supervisor, whatever else it has to say. A child whose files are
 * wrong says `refused` and exits with status 1.
 */
export type ChildMessage =
  | ReadyMessage
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  /** The answer to `reload`: with an error among them the running set stayed. */
  | { readonly kind: 'reloaded'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly text: string };

/** Files are read, work has begun. */
export interface ReadyMessage {
  readonly kind: 'ready';
  /** One line for people: what was loaded. */
  readonly summary?: string;
  /** The level of `<console_level>`; told by the part that reads it. */
  readonly consoleLevel?: number;
}

export type ParentMessage = { readonly kind: 'reload' };

/** What a reload found; with an error among the diagnostics the running set stayed. */
export interface ReloadOutcome {
  readonly diagnostics: readonly Diagnostic[];
  /** Names of children that did not answer. */
  readonly silent: readonly string[];
}
