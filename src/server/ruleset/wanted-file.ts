import type { Diagnostic, Place } from '../../base/index.ts';
import type { RuleDialect } from '../../event/index.ts';

/** A file to read, and where it was asked for. */
export interface WantedFile {
  readonly path: string;
  /** The name by which rules refer to it, for lists. */
  readonly name: string;
  readonly at: Place;
  /** A missing file is no problem. */
  readonly optional: boolean;
  /** The dialect of a file that shows none. */
  readonly usual: RuleDialect;
}

export interface WantedFiles {
  readonly decoders: readonly WantedFile[];
  readonly rules: readonly WantedFile[];
  readonly lists: readonly WantedFile[];
}

export type Report = (diagnostic: Diagnostic) => void;

export function wanted(
  path: string,
  name: string,
  at: Place,
  { optional = false, usual = 'ossec' }: Partial<WantedFile> = {},
): WantedFile {
  return { path, name, at, optional, usual };
}
