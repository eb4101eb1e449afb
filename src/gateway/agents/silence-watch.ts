import { lastHeardMs, type AgentName } from '../../fleet/index.ts';

/** How long an agent may be silent, in keepalive periods, and some seconds for the way. */
const periods = 3;
const graceMs = 30_000;

export interface Changes {
  /** Active at the last look and no more. */
  readonly silent: readonly AgentName[];
  /** Told as silent before, and heard since. */
  readonly back: readonly { readonly agent: AgentName; readonly silentMs: number }[];
}

/**
 * Finds agents that fell silent: heard within the limit at one look and no more at the next. The
 * limit and the look every two minutes are those of OSSEC's monitor.
 */
export class SilenceWatch {
  readonly #home: string;
  readonly #limitMs: number;
  #active: ReadonlyMap<string, AgentName> | undefined;
  /** When those that were told as silent were last heard. */
  readonly #silent = new Map<string, number>();

  constructor(home: string, notifySeconds: number) {
    this.#home = home;
    this.#limitMs = periods * notifySeconds * 1000 + graceMs;
  }

  /** What changed since the last look; the first look only takes note. */
  look(agents: readonly AgentName[], nowMs: number): Changes {
    const heard = new Map(agents.map((agent) => [agent.id, lastHeardMs(this.#home, agent)]));
    const active = new Map(
      agents
        .filter(({ id }) => this.#isLately(heard.get(id), nowMs))
        .map((agent) => [agent.id, agent]),
    );
    const before = this.#active ?? new Map<string, AgentName>();
    this.#active = active;
    const silent = [...before.values()].filter(({ id }) => heard.has(id) && !active.has(id));
    const back = [...active.values()].flatMap((agent) => {
      const sinceMs = this.#silent.get(agent.id);
      const heardMs = heard.get(agent.id);
      if (sinceMs === undefined || heardMs === undefined) return [];
      return [{ agent, silentMs: heardMs - sinceMs }];
    });
    for (const { agent } of back) this.#silent.delete(agent.id);
    for (const id of this.#silent.keys()) if (!heard.has(id)) this.#silent.delete(id);
    for (const { id } of silent) this.#silent.set(id, heard.get(id) ?? nowMs);
    return { silent, back };
  }

  #isLately(heardMs: number | undefined, nowMs: number): boolean {
    return heardMs !== undefined && nowMs - heardMs <= this.#limitMs;
  }
}
