import type { Origin } from './origin.ts';

/** One log record on its way to analysis. Texts hold one character per byte. */
export interface LogRecord {
  /** OSSEC's queue character: `1` local log, `2` syslog, `a`, `b`, `8`, `9`, `3`. */
  readonly queue: string;
  readonly location: string;
  readonly text: string;
  /** When it was received, milliseconds since the epoch. */
  readonly timeMs: number;
  readonly origin: Origin | undefined;
}
