import type { AgentInfo } from './agent-info.ts';

/** Keepalive periods and some seconds for the way, as OSSEC's tools count. */
const activeMs = (3 * 600 + 30) * 1000;

export type AgentState = 'Active' | 'Disconnected' | 'Never connected';

/** How OSSEC's tools call it. */
export function agentState(info: AgentInfo | undefined, nowMs: number): AgentState {
  if (info === undefined) return 'Never connected';
  return nowMs - info.heardMs <= activeMs ? 'Active' : 'Disconnected';
}
