import type { SourceStatus } from '../collect/index.ts';
import type { ChildMessage } from '../supervisor/index.ts';

/** A source as people are told about it. */
export type WatchedSource = Pick<SourceStatus, 'id' | 'kind' | 'state' | 'reason'>;

/** What the guard tells its supervisor. */
export type GuardMessage =
  | ChildMessage
  /** All sources; sent once they were looked at, and again when one of them changed its state. */
  | { readonly kind: 'sources'; readonly sources: readonly WatchedSource[] };
