import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import {
  agentDetails,
  agentInfoPath,
  agentInfoText,
  touchAgentInfo,
  writeWhole,
  type AgentName,
} from '../../fleet/index.ts';
import { keepaliveTitle, mergedName, parseKeepalive } from '../../wire/index.ts';
import type { CipherMethod, Tally } from '../../wire/index.ts';

/** How an agent talks: OSSEC's tools show the cipher, and this one takes the same place. */
export type AgentMethod = CipherMethod | 'durable';

interface State {
  readonly agent: AgentName;
  payload: string;
  method: AgentMethod;
  /** What waits at the agent, where it tells that. */
  waits: Pick<Tally, 'waitingBytes' | 'lagSeconds'> | undefined;
  heardMs: number;
  /** What the file says; undefined while it says something older. */
  written: string | undefined;
  isDirty: boolean;
}

/**
 * What agents tell of themselves, in `queue/agent-info/NAME-IP`: the title of the last keepalive,
 * its cipher, and the sum of the shared files that the agent has. The file's time is when the agent
 * was last heard. Files are written by `flush` alone, so an agent that talks much costs no more
 * writes than one that does not.
 */
export class AgentStates {
  readonly #home: string;
  readonly #states = new Map<string, State>();

  constructor(home: string) {
    this.#home = home;
  }

  heard(agent: AgentName, payload: string, method: AgentMethod, nowMs: number): void {
    const state = this.#states.get(agent.id);
    if (state === undefined || state.agent.name !== agent.name || state.agent.ip !== agent.ip) {
      const none = { waits: undefined, written: undefined };
      const heardMs = nowMs;
      this.#states.set(agent.id, { agent, payload, method, heardMs, isDirty: true, ...none });
      return;
    }
    state.payload = payload;
    state.method = method;
    state.heardMs = nowMs;
    state.isDirty = true;
  }

  /** The agents that name their shared files in one, and have others than these. */
  lacking(sharedMd5: string): readonly string[] {
    const mark = `\n${agentDetails.shared}:`;
    return [...this.#states]
      .filter(([, state]) => {
        const text = infoText(state);
        return text.includes(mark) && !text.includes(`${mark}${sharedMd5}\n`);
      })
      .map(([id]) => id);
  }

  /** Means nothing before the agent was heard. */
  waits({ id }: AgentName, { waitingBytes, lagSeconds }: Tally): void {
    const state = this.#states.get(id);
    if (state === undefined) return;
    state.waits = { waitingBytes, lagSeconds };
    state.isDirty = true;
  }

  forget(id: string): void {
    this.#states.delete(id);
  }

  /**
   * Writes what changed; answers what the disk did not take. What does not fit into the time waits
   * for the next call: thousands of agents may have come at once.
   */
  flush(limitMs = Number.POSITIVE_INFINITY): unknown[] {
    const failures: unknown[] = [];
    const endMs = performance.now() + limitMs;
    for (const state of this.#states.values()) {
      if (!state.isDirty) continue;
      if (performance.now() > endMs) break;
      try {
        this.#write(state);
        state.isDirty = false;
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }

  #write(state: State): void {
    const { agent, heardMs } = state;
    const text = infoText(state);
    const path = agentInfoPath(this.#home, agent);
    if (state.written !== text || statSync(path, { throwIfNoEntry: false }) === undefined) {
      // An agent says it again: no wait for the disk.
      writeWhole(path, text, 0o640, false);
      state.written = text;
    }
    touchAgentInfo(this.#home, agent, heardMs);
  }
}

function infoText({ payload, method, waits }: State): string {
  const details = new Map<string, string>([[agentDetails.cipher, method]]);
  const { files, numbers } = parseKeepalive(payload);
  const merged = files.find(({ name }) => name === mergedName);
  if (merged !== undefined) details.set(agentDetails.shared, merged.md5);
  for (const name of [agentDetails.spool, agentDetails.lag]) {
    const number = numbers.get(name);
    if (number !== undefined) details.set(name, String(number));
  }
  if (waits !== undefined) {
    details.set(agentDetails.spool, String(waits.waitingBytes));
    details.set(agentDetails.lag, String(waits.lagSeconds));
  }
  return agentInfoText(keepaliveTitle(payload), details);
}
