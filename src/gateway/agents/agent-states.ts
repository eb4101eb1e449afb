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
import type { CipherMethod } from '../../wire/index.ts';

/** How an agent talks: OSSEC's tools show the cipher, and this one takes the same place. */
export type AgentMethod = CipherMethod | 'durable';

interface State {
  readonly agent: AgentName;
  /** All of what the file is to say. */
  text: string;
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
    const text = infoText(payload, method);
    const state = this.#states.get(agent.id);
    if (state === undefined || state.agent.name !== agent.name || state.agent.ip !== agent.ip) {
      const written = undefined;
      this.#states.set(agent.id, { agent, text, heardMs: nowMs, written, isDirty: true });
      return;
    }
    state.text = text;
    state.heardMs = nowMs;
    state.isDirty = true;
  }

  /** The agents that name their shared files in one, and have others than these. */
  lacking(sharedMd5: string): readonly string[] {
    const mark = `\n${agentDetails.shared}:`;
    return [...this.#states]
      .filter(([, { text }]) => text.includes(mark) && !text.includes(`${mark}${sharedMd5}\n`))
      .map(([id]) => id);
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
    const { agent, text, heardMs } = state;
    const path = agentInfoPath(this.#home, agent);
    if (state.written !== text || statSync(path, { throwIfNoEntry: false }) === undefined) {
      // An agent says it again: no wait for the disk.
      writeWhole(path, text, 0o640, false);
      state.written = text;
    }
    touchAgentInfo(this.#home, agent, heardMs);
  }
}

function infoText(payload: string, method: AgentMethod): string {
  const details = new Map<string, string>([[agentDetails.cipher, method]]);
  const { files, numbers } = parseKeepalive(payload);
  const merged = files.find(({ name }) => name === mergedName);
  if (merged !== undefined) details.set(agentDetails.shared, merged.md5);
  for (const name of [agentDetails.spool, agentDetails.lag]) {
    const number = numbers.get(name);
    if (number !== undefined) details.set(name, String(number));
  }
  return agentInfoText(keepaliveTitle(payload), details);
}
