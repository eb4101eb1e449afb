import type { Clock } from '../../base/index.ts';

const windowMs = 60_000;
/** Messages within the window that show it; fewer may be late ones of an agent that moved. */
const enough = 3;
const tellEveryMs = 3_600_000;

interface Suspicion {
  count: number;
  sinceMs: number;
  toldAtMs: number;
}

/**
 * Finds agents of which there are two: their counters run apart, so authentic messages are refused
 * that come from another address than those that are taken. Only what the agent's key made is
 * counted, so strangers cannot raise it; who replays what was heard on the way can, and should be
 * told of as well.
 */
export class TwinWatch {
  readonly #clock: Clock;
  readonly #agents = new Map<string, Suspicion>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An authentic message from another address was refused; true when that is to be told now. */
  refused(agentId: string): boolean {
    const now = this.#clock();
    const known = this.#agents.get(agentId);
    const one = known ?? { count: 0, sinceMs: now, toldAtMs: Number.NEGATIVE_INFINITY };
    if (known === undefined) this.#agents.set(agentId, one);
    if (now - one.sinceMs > windowMs) {
      one.count = 0;
      one.sinceMs = now;
    }
    one.count++;
    if (one.count < enough || now - one.toldAtMs < tellEveryMs) return false;
    one.toldAtMs = now;
    return true;
  }

  forget(agentId: string): void {
    this.#agents.delete(agentId);
  }
}
