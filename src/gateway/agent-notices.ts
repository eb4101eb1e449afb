import { agentFileName } from '../fleet/index.ts';
import type { AgentEntry } from '../wire/index.ts';

/** What the gateway itself has to say of an agent, for the rules. */
export interface AgentNotice {
  readonly location: string;
  readonly text: string;
}

type Agent = Pick<AgentEntry, 'name' | 'ip'>;

/** OSSEC's monitor says the same, at the same place. */
export function disconnected(agent: Agent): AgentNotice {
  return notice(agent, `Agent disconnected: '${agentFileName(agent)}'.`);
}

export function connectedAgain(agent: Agent, silentMs: number): AgentNotice {
  const minutes = Math.round(silentMs / 60_000);
  return notice(agent, `Agent connected again: '${agentFileName(agent)}', silent ${minutes} min.`);
}

/** Two machines have the key of one agent, or somebody sends again what the agent had sent. */
export function duplicated(agent: Agent, addresses: readonly string[]): AgentNotice {
  const from = addresses.join(' and ');
  return notice(agent, `Agent duplicated: '${agentFileName(agent)}' speaks from ${from}.`);
}

/** `aheadMs` is negative for a clock that is behind. */
export function clockOff(agent: Agent, aheadMs: number): AgentNotice {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const way = aheadMs < 0 ? 'behind' : 'ahead';
  return notice(agent, `Agent clock: '${agentFileName(agent)}' is ${seconds} s ${way}.`);
}

export function enrolled({ id, name, address }: AgentEntry): AgentNotice {
  return { location: 'ossec-authd', text: `ossec: Agent enrolled: '${name}->${address}' (${id}).` };
}

function notice(agent: Agent, text: string): AgentNotice {
  return { location: `${agentFileName(agent)}->ossec-monitord`, text: `ossec: ${text}` };
}
