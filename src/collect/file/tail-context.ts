import type { Clock } from '../../base/index.ts';
import type { CollectLog, CollectTiming } from '../contract.ts';
import type { Courier } from '../courier.ts';
import type { Notices } from '../notices.ts';
import type { PositionStore } from '../position-store.ts';
import type { Buffers } from './buffers.ts';
import type { OpenFiles } from './open-files.ts';
import type { Owners } from './owners.ts';

/** What all files share. */
export interface TailContext {
  readonly courier: Courier;
  readonly notices: Notices;
  readonly store: PositionStore;
  readonly buffers: Buffers;
  readonly openFiles: OpenFiles;
  readonly owners: Owners;
  readonly log: CollectLog;
  readonly clock: Clock;
  readonly hostname: string;
  readonly timing: CollectTiming;
}
