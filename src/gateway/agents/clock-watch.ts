/** What the way of a message and a busy server may take. */
const toleratedMs = 60_000;
const tellEveryMs = 24 * 3_600_000;

/** Finds agents whose clocks are wrong: their alerts would be looked for at the wrong time. */
export class ClockWatch {
  readonly #toldAtMs = new Map<string, number>();

  /**
   * How far an agent's clock is ahead of this one (negative: behind), when that is to be told now;
   * undefined for a clock that is right enough, or was told within a day.
   */
  look(agentId: string, agentMs: number, nowMs: number): number | undefined {
    const aheadMs = agentMs - nowMs;
    if (Math.abs(aheadMs) <= toleratedMs) {
      this.#toldAtMs.delete(agentId);
      return undefined;
    }
    const toldAtMs = this.#toldAtMs.get(agentId) ?? Number.NEGATIVE_INFINITY;
    if (nowMs - toldAtMs < tellEveryMs) return undefined;
    this.#toldAtMs.set(agentId, nowMs);
    return aheadMs;
  }

  forget(agentId: string): void {
    this.#toldAtMs.delete(agentId);
  }
}
