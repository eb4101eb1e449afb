import type { Diagnostic, Place, Severity } from '../base/index.ts';
import type {
  DecoderType,
  Event,
  FtsPart,
  MitreReference,
  RuleDetail,
  RuleDialect,
} from '../event/index.ts';
import type { XmlElement } from '../xml/index.ts';
import type { Pattern } from '../pattern/index.ts';
import type { CdbList } from './cdb-list.ts';
import type { LiteralIndex } from './literal-index.ts';
import type { RuleMemory } from './memory.ts';

/** Whether one condition of a rule holds. The memory is there for conditions with a past. */
export type ConditionTest = (event: Event, memory: RuleMemory) => boolean;

/**
 * One condition of a rule. `key` is the element's name; a rule has one condition a key. Conditions
 * run in the order of their `phase`, because some of them remember what they saw.
 */
export interface Condition {
  readonly key: string;
  readonly phase: number;
  /** Depends on the decoder's and the program's name alone, so it is answered once for both. */
  readonly fixed: boolean;
  /** Conditions of a family count only while the rule has an element of it (see overwrite). */
  readonly family: 'plain' | 'packet' | 'extra';
  /** Whether `overwrite` replaces it; the others stay in force from the first definition. */
  readonly replaceable: boolean;
  readonly test: ConditionTest;
  /** Texts of the log's index of which one must be there; without it the test need not run. */
  readonly needs?: readonly number[];
  /** The same of the URL's index. */
  readonly urlNeeds?: readonly number[];
  /** What of the event it looked at, for those who explain; undefined where there is nothing. */
  readonly shows?: (event: Event) => string | undefined;
}

export interface Sited<T> {
  readonly value: T;
  readonly at: Place;
}

/** What composites compare between the current and an earlier event. */
export type StaticCompared =
  | 'id'
  | 'srcip'
  | 'dstip'
  | 'dstuser'
  | 'srcuser'
  | 'srcport'
  | 'dstport'
  | 'hostname'
  | 'location'
  | 'protocol'
  | 'url'
  | 'data'
  | 'extraData'
  | 'status'
  | 'systemname'
  | 'action'
  | 'srcgeoip'
  | 'dstgeoip';
/** A field of the event, or `$` and the name of a dynamic one. */
export type ComparedField = StaticCompared | `$${string}`;

export type RuleFlag =
  | 'alert_by_email'
  | 'no_email_alert'
  | 'log_alert'
  | 'no_log'
  | 'no_ar'
  | 'no_full_log'
  | 'no_counter';

/** A rule while its file is read; options write into it. */
export interface RuleDraft {
  readonly id: number;
  readonly dialect: RuleDialect;
  readonly at: Place;
  /** Of the whole rule set. */
  readonly literals: Literals;
  level: number;
  maxsize: number;
  timeframe: number;
  frequency: number;
  accuracy: number;
  ignoreSeconds: number;
  noalert: boolean;
  overwrite: boolean;
  group: string;
  description: string;
  info: string;
  cve: string;
  details: RuleDetail[];
  flags: Set<RuleFlag>;
  category: DecoderType;
  conditions: Map<string, Condition>;
  ifSid: Sited<string> | undefined;
  ifLevel: Sited<number> | undefined;
  ifGroup: Sited<string> | undefined;
  matchedSid: Sited<number> | undefined;
  matchedGroup: Sited<Pattern> | undefined;
  matchedRegex: Sited<Pattern> | undefined;
  same: Set<ComparedField>;
  different: Set<ComparedField>;
  /** Whether a composite counts events of all agents. */
  globalFrequency: boolean;
  mitre: readonly MitreReference[];
  /** Whether a `same_*` or `different_*` element stands in the rule, cleared or not. */
  comparesEvents: boolean;
  checkDiff: boolean;
  ignoreFields: readonly FtsPart[];
  checkIgnoredFields: readonly FtsPart[];
}

export type Report = (code: string, at: Place, message: string, severity?: Severity) => void;

/** What the conditions of a rule set look for, by the text in which they do. */
export interface Literals {
  readonly log: LiteralIndex;
  readonly url: LiteralIndex;
}

/** What options may look at while rules are loaded. */
export interface LoadContext {
  readonly decoderNames: ReadonlySet<string>;
  readonly lists: ReadonlyMap<string, CdbList>;
  readonly diagnostics: Diagnostic[];
  readonly literals: Literals;
  readonly defaultTimeframe: number;
  /** The dialect of a root element; without it all are OSSEC's. */
  readonly dialectOf?: (root: XmlElement) => RuleDialect;
}

/** Where each kind of condition stands in the order of evaluation. */
export const phases = {
  decodedAs: 1,
  programName: 2,
  id: 3,
  match: 4,
  regex: 5,
  action: 6,
  url: 7,
  urlPcre2: 8,
  field: 9,
  srcip: 10,
  dstip: 11,
  srcport: 12,
  dstport: 13,
  compiledRule: 20,
  user: 21,
  srcgeoip: 22,
  dstgeoip: 23,
  maxsize: 24,
  time: 25,
  weekday: 26,
  extraData: 27,
  hostname: 28,
  status: 29,
  protocol: 31,
  systemName: 32,
  data: 33,
  location: 34,
  checkDiff: 30,
  ifFts: 40,
  list: 50,
} as const;
