/** Why a framer is asked to let go of what it holds. */
export type FlushReason =
  /** Nothing was added for a while: give what is plausibly whole. */
  | 'idle'
  /** Nothing will ever follow: give everything. */
  | 'finished';

/**
 * Takes what a framer makes of a source. Positions only grow, and each call covers everything up
 * to `to`: the range of a record starts where the record before it ended, so that ranges touch.
 */
export interface FrameSink {
  /** `cut` says that text was dropped because a limit was reached. */
  record(queue: string, text: string, to: number, cut: boolean): void;
  /** Everything up to `to` was looked at and gives no record. */
  skip(to: number): void;
}

/** Turns the physical lines of one stream into records. Does no I/O and knows no time. */
export interface Framer {
  /** A line without its newline; `to` is the position after the newline. */
  line(text: string, to: number, cut: boolean): void;
  flush(reason: FlushReason): void;
  /** Whether lines are held that the sink has not seen. */
  readonly pending: boolean;
  /** What a framer that starts at the sink's last position must know; empty for most. */
  readonly memory: string;
}

export interface FramerContext {
  /** The file's path, one character per byte. */
  readonly path: string;
  /** Short name of this host, for formats that write a syslog header. */
  readonly hostname: string;
  /** `memory` of the framer that read up to here; empty at the start of a stream. */
  readonly memory: string;
}

export type FramerFactory = (sink: FrameSink, context: FramerContext) => Framer;

interface FormatFacts {
  /** One sentence; the reference manual is built from it. */
  readonly summary: string;
}

export interface LineFormat extends FormatFacts {
  readonly kind: 'lines';
  /** Answers undefined for an option (the text after `name:`) that this format does not take. */
  prepare(option: string): FramerFactory | undefined;
}

export interface CommandFormat extends FormatFacts {
  readonly kind: 'command';
  /** The texts of the records that one run's output gives. */
  records(name: string, output: string): readonly CommandRecord[];
}

export interface CommandRecord {
  readonly text: string;
  readonly cut: boolean;
}

export interface JournalFormat extends FormatFacts {
  readonly kind: 'journal';
}

/** Known by name so that a configuration that uses it gets a clear answer. */
export interface WindowsFormat extends FormatFacts {
  readonly kind: 'windows';
}

export type LogFormat = LineFormat | CommandFormat | JournalFormat | WindowsFormat;
