import type { Integrity } from './integrity.ts';

/** What remains of an event that composites may count. */
export interface EarlierEvent {
  readonly location: string;
  readonly fullLog: string;
  /** The id of its alert; empty without one. */
  readonly alertId: string;
}

/** What correlation keeps of an event; means nothing any more when the next event comes. */
export interface KeptEvent {
  /** Its alert begins at this byte of the alert log. */
  toldAt(position: number): void;
}

/** The decoder types of the rule language; a rule tree's root takes one of them. */
export type DecoderType =
  | 'firewall'
  | 'ids'
  | 'web-log'
  | 'syslog'
  | 'squid'
  | 'windows'
  | 'host-information'
  | 'ossec';

/** The fields a decoder's `<order>` can name, in the spelling of the log tester's output. */
export const staticFields = [
  'srcip',
  'dstip',
  'srcport',
  'dstport',
  'protocol',
  'action',
  'srcuser',
  'dstuser',
  'id',
  'url',
  'data',
  'extraData',
  'status',
  'systemname',
  'filename',
] as const;
export type StaticField = (typeof staticFields)[number];

/** What rules and outputs need to know of the decoder that was selected. */
export interface DecoderFacts {
  /** The name that rules compare and alerts print. */
  readonly name: string;
  readonly parent: string | undefined;
  readonly type: DecoderType;
  /** First-time-seen key: which parts take part; empty when the decoder has no `<fts>`. */
  readonly fts: readonly FtsPart[];
  readonly ftsComment: string | undefined;
  readonly accumulate: boolean;
  /** Whether names of dynamic fields are compared with their case (Wazuh dialect). */
  readonly exactNames?: boolean;
}

/** The parts that a first-time-seen key or an ignore line can hold. */
export type FtsPart =
  | 'name'
  | 'user'
  | 'srcuser'
  | 'srcip'
  | 'dstip'
  | 'id'
  | 'location'
  | 'data'
  | 'system_name';

/**
 * A record after pre-decoding, filled by decoding. All texts hold one character per byte.
 * One hidden class: every property is set in the constructor and none is added later.
 */
export class Event {
  /** When it was received, milliseconds since the epoch. */
  timeMs: number;
  queue: string;
  location: string;
  /** The message after the location, control characters removed. */
  fullLog: string;
  /** The full log without the header that pre-decoding recognised. */
  log: string;
  hostname: string;
  programName: string | undefined = undefined;
  /** Whether the full log and location hold ASCII alone; patterns run faster then. */
  ascii = false;
  /** Length of `log` before generic decoding; what `maxsize` looks at. */
  size = 0;

  /** Name of the decoder as rules and alerts see it; undefined when none matched. */
  decoder: string | undefined = undefined;
  decoderParent: string | undefined = undefined;
  decoderFacts: DecoderFacts | undefined = undefined;
  decoderType: DecoderType = 'syslog';

  srcip: string | undefined = undefined;
  dstip: string | undefined = undefined;
  srcport: string | undefined = undefined;
  dstport: string | undefined = undefined;
  protocol: string | undefined = undefined;
  action: string | undefined = undefined;
  srcuser: string | undefined = undefined;
  dstuser: string | undefined = undefined;
  id: string | undefined = undefined;
  url: string | undefined = undefined;
  data: string | undefined = undefined;
  /** What decoders of the Wazuh dialect tell from `data`; OSSEC has one field for both. */
  extraData: string | undefined = undefined;
  status: string | undefined = undefined;
  systemname: string | undefined = undefined;
  filename: string | undefined = undefined;
  srcgeoip: string | undefined = undefined;
  dstgeoip: string | undefined = undefined;
  /** Fields of other names, by name as the decoder wrote it; undefined while there is none. */
  dynamic: Map<string, string> | undefined = undefined;
  /** The file's attributes, in an event about its integrity. */
  integrity: Integrity | undefined = undefined;
  /** Set by a built-in decoder that keeps its own record of what was seen before. */
  ftsDone = false;
  /** The rule that a forwarded alert brings along; rules are not evaluated then. */
  presetRule: number | undefined = undefined;
  /** Level of the highest composite this event took part in; stops later searches up to it. */
  mark = 0;
  /** What correlation keeps of it; undefined while it keeps nothing. */
  kept: KeptEvent | undefined = undefined;

  constructor(timeMs: number, queue: string, location: string, fullLog: string) {
    this.timeMs = timeMs;
    this.queue = queue;
    this.location = location;
    this.fullLog = fullLog;
    this.log = fullLog;
    this.hostname = '';
  }
}
