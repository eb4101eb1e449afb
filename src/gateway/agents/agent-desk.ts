import type { Clock } from '../../base/index.ts';
import type { AgentName } from '../../fleet/index.ts';
import { clockNumber, mergedName, noSum, parseKeepalive, type Tally } from '../../wire/index.ts';
import type { AgentMethod, AgentStates } from './agent-states.ts';
import { ClockWatch } from './clock-watch.ts';
import type { FilePusher } from './file-pusher.ts';
import type { Tallies } from './tallies.ts';
import type { SharedFiles, SharedSet, SummedFile } from './shared-files.ts';

export interface AgentDeskParts {
  readonly states: AgentStates;
  readonly shared: SharedFiles;
  readonly pusher: FilePusher;
  readonly tallies: Tallies;
  readonly clock: Clock;
  /** Told of an agent whose clock is wrong: how far it is ahead. */
  readonly clockOff: (agent: AgentName, aheadMs: number) => void;
}

/** What a server does when an agent tells that it lives, in whichever protocol. */
export class AgentDesk {
  readonly #parts: AgentDeskParts;
  readonly #clocks = new ClockWatch();
  /** Sum of what agents were offered last. */
  #offered: string | undefined;

  constructor(parts: AgentDeskParts) {
    this.#parts = parts;
  }

  /** `payload` is a keepalive. */
  heard(agent: AgentName, payload: string, method: AgentMethod): void {
    const { states, shared, pusher, clock } = this.#parts;
    states.heard(agent, payload, method, clock());
    const { files, numbers } = parseKeepalive(payload);
    this.#lookAtClock(agent, numbers.get(clockNumber));
    pusher.push(agent.id, missingFiles(files, shared.current(clock())));
  }

  /**
   * Sends shared files that changed to the agents that named their own in one: others would wait
   * for their next sign of life. To be called now and then.
   */
  offerChanges(): void {
    const { states, shared, pusher, clock } = this.#parts;
    const { merged } = shared.current(clock());
    if (merged.md5 === this.#offered) return;
    this.#offered = merged.md5;
    for (const id of states.lacking(merged.md5)) pusher.push(id, [merged]);
  }

  /** How far the agent has read its sources, and what waits in its spool of that name. */
  tally(agent: AgentName, spool: string, tally: Tally): void {
    const { states, tallies, clock } = this.#parts;
    states.waits(agent, tally);
    tallies.set(agent.id, { spool, atMs: clock(), ...tally });
  }

  forget(id: string): void {
    this.#parts.states.forget(id);
    this.#parts.tallies.forget(id);
    this.#clocks.forget(id);
  }

  #lookAtClock(agent: AgentName, agentMs: number | undefined): void {
    if (agentMs === undefined) return;
    const aheadMs = this.#clocks.look(agent.id, agentMs, this.#parts.clock());
    if (aheadMs !== undefined) this.#parts.clockOff(agent, aheadMs);
  }
}

interface Summed {
  readonly name: string;
  readonly md5: string;
}

/**
 * What an agent has to be sent. Current agents name the merged file alone; those that name single
 * files get each that differs or that they lack. One that names none did not say what it has.
 */
function missingFiles(has: readonly Summed[], { merged, files }: SharedSet): readonly SummedFile[] {
  if (has.length === 0) return [];
  const sums = new Map(has.map(({ name, md5 }) => [name, md5]));
  const mergedSum = sums.get(mergedName);
  if (mergedSum !== undefined) {
    const hasAll = mergedSum === merged.md5 || (mergedSum === noSum && files.length === 0);
    return hasAll ? [] : [merged];
  }
  return files.filter(({ name, md5 }) => sums.get(name) !== md5);
}
