export type { FoundAgent } from './agent-table.ts';
export { AgentTable } from './agent-table.ts';
export type { AddressPattern, AgentEntry, ClientKeys, KeyLine } from './client-keys.ts';
export {
  agentEntry,
  agentId,
  isAgentName,
  keyLineText,
  parseAgentAddress,
  parseClientKeys,
  removedLine,
} from './client-keys.ts';
export { exportKey, importKey, keyChanceBytes, makeKey } from './exported-key.ts';
