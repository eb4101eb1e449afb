import type { Clock } from '../../base/index.ts';
import type { ClientValues, ServerAddress } from '../../config/index.ts';
import type { AgentEntry } from '../../wire/index.ts';
import type { Orders } from '../orders/index.ts';
import type { Spool } from '../spool/index.ts';

export interface LinkLog {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** What every way to a server needs. */
export interface LinkContext {
  readonly home: string;
  /** Who this agent is. */
  readonly agent: AgentEntry;
  readonly client: ClientValues;
  readonly spool: Spool;
  readonly orders: Orders;
  readonly clock: Clock;
  readonly log: LinkLog;
  /** The server gave this agent another key. */
  readonly rekey: (key: string) => void;
}

/** Why a session is over. */
export type SessionEnd =
  /** The server does not answer, or no more. */
  | { readonly kind: 'silent'; readonly reason: string }
  /** It answers, but not as the server of this agent would. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It is time to try the first server again. */
  | { readonly kind: 'return' }
  | { readonly kind: 'stopped' };

export interface SessionPlan {
  readonly server: ServerAddress;
  /** Milliseconds after which a session ends by itself; undefined for never. */
  readonly endAfterMs: number | undefined;
  readonly signal: AbortSignal;
  /** The server has answered and is authentic. */
  readonly onConnected: () => void;
}

/**
 * One way of talking to a server. `run` connects, sends what the spool holds and obeys, until the
 * connection ends; it never rejects for what a network or a server does.
 */
export interface Session {
  readonly protocol: string;
  run(plan: SessionPlan): Promise<SessionEnd>;
  /** After the last run. */
  close(): void;
}
