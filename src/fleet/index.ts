export type { AgentInfo } from './agent-info.ts';
export { agentDetails, agentInfoText, readAgentInfo } from './agent-info.ts';
export type { AgentName } from './agent-files.ts';
export {
  agentFileName,
  agentInfoPath,
  agentTalliesPath,
  durablePlacesPath,
  nextKeysPath,
  lastHeardMs,
  ridsPath,
  touchAgentInfo,
} from './agent-files.ts';
export type { AddOutcome, AddProblem, NewAgent, RefusedAdd } from './agents.ts';
export {
  addAgent,
  addProblem,
  agentsMax,
  findAgent,
  nextId,
  removeAgent,
  replaceKey,
  setOwnKey,
} from './agents.ts';
export type { Enrolled, Enrolment } from './enrol-agent.ts';
export { enrolAgent } from './enrol-agent.ts';
export { FleetError, isErrno } from './fleet-error.ts';
export { handOverCertificate, handOverEnrolment } from './hand-over.ts';
export type { KeyEdit } from './key-file.ts';
export { KeyFile } from './key-file.ts';
export type { KeptToken } from './token-file.ts';
export { TokenFile, tokensMax } from './token-file.ts';
export { writeWhole } from './write-whole.ts';
export type { CertificatePaths, ServerCertificate } from './server-certificate.ts';
export {
  certificatePaths,
  pinOf,
  readServerCertificate,
  serverCertificate,
} from './server-certificate.ts';
export type { Maintenance } from './maintenance.ts';
export {
  allMaintenance,
  endMaintenance,
  ownerOf,
  readMaintenance,
  serverOwner,
  updateMaintenance,
  writeMaintenance,
} from './maintenance.ts';
export { isServerPin, readServerPins, serverPinPath, writeServerPin } from './server-pin.ts';
export { SenderCounter } from './sender-counter.ts';
export type { AgentState } from './agent-state.ts';
export { agentState } from './agent-state.ts';
export type { SharedSums } from './shared-sum.ts';
export { isSynced, sharedSums } from './shared-sum.ts';
export type { ToldTally } from './agent-tallies.ts';
export { readAgentTallies } from './agent-tallies.ts';
