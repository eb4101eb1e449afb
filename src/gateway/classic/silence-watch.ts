import { lastHeardMs, type AgentName } from '../../fleet/index.ts';

/** How long an agent may be silent, in keepalive periods, and some seconds for the way. */
const periods = 3;
const graceMs = 30_000;

/**
 * Finds agents that fell silent: heard within the limit at one look and no more at the next. The
 * limit and the look every two minutes are those of OSSEC's monitor.
 */
export class SilenceWatch {
  readonly #home: string;
  readonly #limitMs: number;
  #active: ReadonlyMap<string, AgentName> | undefined;

  constructor(home: string, notifySeconds: number) {
    this.#home = home;
    this.#limitMs = periods * notifySeconds * 1000 + graceMs;
  }

  /** The agents that fell silent since the last look; the first look only takes note. */
  look(agents: readonly AgentName[], nowMs: number): readonly AgentName[] {
    const active = new Map(
      agents.filter((agent) => this.#isActive(agent, nowMs)).map((agent) => [agent.id, agent]),
    );
    const known = new Set(agents.map(({ id }) => id));
    const before = this.#active ?? new Map<string, AgentName>();
    this.#active = active;
    return [...before.values()].filter(({ id }) => known.has(id) && !active.has(id));
  }

  #isActive(agent: AgentName, nowMs: number): boolean {
    const heardMs = lastHeardMs(this.#home, agent);
    return heardMs !== undefined && nowMs - heardMs <= this.#limitMs;
  }
}
