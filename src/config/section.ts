import type { Diagnostic, Place } from '../base/index.ts';
import type { Parser } from './parsers.ts';

/** What the tables know of one option; `summary` is the sentence the reference prints. */
export interface OptionSpec<T = unknown> {
  readonly summary: string;
  readonly parser: Parser<T>;
  /** The value where the option does not stand; only told here, `one` hands it out. */
  readonly default?: T;
  /** May stand several times in a block, each adding a value. */
  readonly repeatable?: boolean;
  /** Its presence alone says something: an empty element is not a mistake. */
  readonly mayBeEmpty?: boolean;
  /** The block is wrong without it. */
  readonly required?: boolean;
  /** Names of attributes with a sentence each; any other is an error. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Set where this version does not have what the option asks for. */
  readonly refused?: Refusal;
}

export interface Refusal {
  /** Ends the sentence "is not available: ...". */
  readonly reason: string;
  /** Texts that ask for nothing and are therefore accepted. */
  readonly unless: readonly string[];
}

export interface WithDefault<T> extends OptionSpec<T> {
  readonly default: T;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** Typed access to the values of one block, or of all blocks of a section merged in order. */
export interface Reader {
  /** Where the (first) block begins; undefined where the section does not stand at all. */
  readonly at: Place | undefined;
  /** The last value that was given, else the default. */
  one<T>(option: WithDefault<T>): T;
  optional<T>(option: OptionSpec<T>): T | undefined;
  all<T>(option: OptionSpec<T>): readonly T[];
  /** Values of several options in the order in which they were written, with their places. */
  inOrder<T>(options: readonly OptionSpec<T>[]): readonly Placed<T>[];
  /** Place of the last value; the block's own where the option is not given. */
  placeOf(option: OptionSpec): Place | undefined;
}

export interface Placed<T> {
  readonly value: T;
  readonly at: Place;
}

/** What parsing needs to know of a section, whatever its values' type is. */
export interface SectionSpec {
  readonly name: string;
  readonly summary: string;
  /** Each block is a thing of its own; blocks of other sections are merged. */
  readonly repeatable: boolean;
  readonly options: OptionTable;
  /** Set where this version does not have the part that the section configures. */
  readonly refused?: SectionRefusal;
  /** Problems that one option alone does not show; not called for refused sections. */
  check?(read: Reader): readonly Diagnostic[];
}

export interface SectionRefusal {
  readonly reason: string;
  /** The option that turns the part off: then nothing was asked for and nothing is refused. */
  readonly unless?: Switch;
}

/** Off when the last text of the option, in whichever section it stands, is one of `off`. */
export interface Switch {
  readonly section: string;
  readonly option: string;
  readonly off: readonly string[];
  /** Whether the part is off where the option does not stand. */
  readonly offWhenAbsent: boolean;
}

export interface Section<T> extends SectionSpec {
  build(read: Reader): T;
}

/** Declares a section: `build` makes its typed value from the options of the table. */
export function defineSection<T>(section: Section<T>): Section<T> {
  return Object.freeze(section);
}
