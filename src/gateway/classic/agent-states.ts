import { statSync } from 'node:fs';
import { agentInfoPath, touchAgentInfo, writeWhole, type AgentName } from '../../fleet/index.ts';
import { keepaliveTitle, type CipherMethod } from '../../wire/index.ts';

interface State {
  readonly agent: AgentName;
  title: string;
  method: CipherMethod;
  heardMs: number;
  /** What the file says; undefined while it says something older. */
  written: string | undefined;
  isDirty: boolean;
}

/**
 * What agents tell of themselves, in `queue/agent-info/NAME-IP`: the title of the last keepalive
 * and its cipher. The file's time is when the agent was last heard. Files are written by `flush`
 * alone, so an agent that talks much costs no more writes than one that does not.
 */
export class AgentStates {
  readonly #home: string;
  readonly #states = new Map<string, State>();

  constructor(home: string) {
    this.#home = home;
  }

  heard(agent: AgentName, payload: string, method: CipherMethod, nowMs: number): void {
    const title = keepaliveTitle(payload);
    const state = this.#states.get(agent.id);
    if (state === undefined || state.agent.name !== agent.name || state.agent.ip !== agent.ip) {
      const written = undefined;
      this.#states.set(agent.id, { agent, title, method, heardMs: nowMs, written, isDirty: true });
      return;
    }
    state.title = title;
    state.method = method;
    state.heardMs = nowMs;
    state.isDirty = true;
  }

  forget(id: string): void {
    this.#states.delete(id);
  }

  /** Writes what changed; answers what the disk did not take. */
  flush(): unknown[] {
    const failures: unknown[] = [];
    for (const state of this.#states.values()) {
      if (!state.isDirty) continue;
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
    const { agent, title, method, heardMs } = state;
    const path = agentInfoPath(this.#home, agent);
    const text = `${title}\ncrypto_method:${method}\n`;
    if (state.written !== text || statSync(path, { throwIfNoEntry: false }) === undefined) {
      writeWhole(path, text, 0o640);
      state.written = text;
    }
    touchAgentInfo(this.#home, agent, heardMs);
  }
}
