import type { Clock, Place } from '../base/index.ts';
import type { Origin } from '../event/index.ts';
import type { ChosenFormat } from '../formats/index.ts';

/** A record on its way to the next durable place. Texts hold one character per byte. */
export interface CollectedRecord {
  readonly queue: string;
  readonly location: string;
  readonly text: string;
  readonly origin: Origin;
}

export interface Delivery {
  /**
   * Resolves once the next durable place has the records; positions move only then, so the
   * promise is also the back-pressure. Rejects only when the collector must stop. Calls of
   * several sources run at the same time; one source waits for each of its own. After a crash a
   * record may come again with the same origin.
   */
  deliver(records: readonly CollectedRecord[]): Promise<void>;
}

/** One `<localfile>` block, checked. Texts of paths and commands hold one character per byte. */
export interface LocalfileConfig {
  /** File path or pattern, or the journal's filter; empty for commands. */
  readonly location: string;
  readonly format: ChosenFormat;
  /** Shell command; empty for other formats. */
  readonly command: string;
  /** Replaces the command in the record; empty when not given. */
  readonly alias: string;
  readonly frequencySeconds: number;
  /** Starts at the end at each start: nothing that was written before is read. */
  readonly onlyFutureEvents: boolean;
  readonly at: Place | undefined;
}

export type SourceKind = 'file' | 'command' | 'journal';

/** `waiting`: it does not exist yet. `failed`: it will not be tried again. */
export type SourceState = 'watching' | 'waiting' | 'unreadable' | 'failed';

export interface SourceStatus {
  /** The source of its records' origins: `file:/var/log/auth.log`. */
  readonly id: string;
  readonly kind: SourceKind;
  readonly state: SourceState;
  /** For people: why it is not watching; empty when there is nothing to say. */
  readonly reason: string;
  readonly records: number;
  readonly bytes: number;
  /** Lines and records of which a part was dropped because of a limit. */
  readonly cutLines: number;
}

export interface CollectLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface Collector {
  /** Resolves once every source has been looked at for the first time. */
  start(): Promise<void>;
  /** Stops reading, waits a bounded time for what is under way and saves the positions. */
  stop(): Promise<void>;
  sources(): readonly SourceStatus[];
}

/** Waiting times in milliseconds; tests shorten them. */
export interface CollectTiming {
  /** A record of several lines that did not grow for this long is whole. */
  readonly idleFlushMs: number;
  /** A rotated file's last line without newline is taken as it is after this long. */
  readonly rotatedIdleMs: number;
  /** How long a rotated file is read on: its writer may not have noticed yet. */
  readonly lingerMs: number;
  readonly saveEveryMs: number;
  /** How long `stop` waits for a delivery that is under way. */
  readonly stopWaitMs: number;
  /** First waiting time before a journal reader that ended is started again. */
  readonly restartMs: number;
}

export interface CollectorOptions {
  readonly localfiles: readonly LocalfileConfig[];
  readonly delivery: Delivery;
  readonly positionsPath: string;
  /** Wall time, for date patterns and notices; waiting uses a monotonic clock. */
  readonly clock: Clock;
  readonly log: CollectLog;
  /** Short host name. */
  readonly hostname: string;
  readonly loopTimeoutSeconds: number;
  /** Called once when delivery rejected: the collector has stopped reading. */
  readonly onFailure?: (error: unknown) => void;
  readonly timing?: Partial<CollectTiming>;
  /** More arguments for `journalctl`, for tests that bring their own journal. */
  readonly journalArguments?: readonly string[];
  readonly maxOpenFiles?: number;
}
