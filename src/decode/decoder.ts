import type { Place } from '../base/index.ts';
import type {
  DecoderFacts,
  DecoderType,
  Event,
  FtsPart,
  RuleDialect,
  StaticField,
} from '../event/index.ts';
import type { Pattern } from '../pattern/index.ts';

/** What one capture of a decoder is written to. */
export type OrderTarget =
  | { readonly kind: 'static'; readonly field: StaticField; readonly label: string }
  | { readonly kind: 'dynamic'; readonly name: string; readonly label: string };

/** Where a regex starts to look. */
export type Offset = 'log' | 'after_parent' | 'after_prematch' | 'after_regex';

/** Reads fields by its own code instead of a pattern, from the decoder's offset on. */
export type DecoderPlugin = (event: Event, text: string, trace: Assignment[] | undefined) => void;

/** A decoder as loaded; `facts` and `children` are complete once all files are read. */
export interface Decoder {
  readonly name: string;
  readonly dialect: RuleDialect;
  readonly at: Place;
  readonly parent: string | undefined;
  readonly useOwnName: boolean;
  /** `any` stands for an empty `<program_name>`: every program, but an event must have one. */
  readonly program: Pattern | 'any' | undefined;
  readonly prematch: Pattern | undefined;
  readonly prematchAfterParent: boolean;
  readonly regex: Pattern | undefined;
  readonly regexOffset: Offset;
  /** Tried one after another where the regex does not match. */
  readonly alternatives: readonly Pattern[];
  readonly order: readonly OrderTarget[];
  readonly plugin: DecoderPlugin | undefined;
  /** Where the plugin starts to read. */
  readonly pluginOffset: Offset;
  readonly type: DecoderType;
  readonly fts: readonly FtsPart[];
  readonly ftsComment: string | undefined;
  readonly accumulate: boolean;
  readonly children: Decoder[];
  /** Set when a later sibling has the same name: the chain goes on with the next in the list. */
  next: boolean;
  facts: DecoderFacts;
}

/** One field as it was assigned, for the log tester. */
export interface Assignment {
  readonly label: string;
  readonly value: string;
}
