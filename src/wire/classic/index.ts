export type { AgentSecret } from './agent-key.ts';
export { AgentKey, deriveKey } from './agent-key.ts';
export type { CipherMethod } from './cipher.ts';
export { cipherMethods } from './cipher.ts';
export type { FileMark, ServerControl } from './control.ts';
export {
  ackMessage,
  controlBytesMax,
  execMessage,
  fileBeginMessage,
  fileEndMessage,
  isControl,
  parseServerControl,
  safeFileName,
  scanMessage,
  startupMessage,
} from './control.ts';
export type { Counter } from './counter.ts';
export {
  counterLine,
  isNewer,
  nextCounter,
  noCounter,
  parseCounterLine,
} from './counter.ts';
export type { Envelope } from './datagram.ts';
export {
  agentDatagramBytesMax,
  datagramBytesMax,
  idDigitsMax,
  parseEnvelope,
} from './datagram.ts';
export type { EventMessage } from './event-message.ts';
export { agentLocation, eventMessage, isHeartbeat, parseEventMessage } from './event-message.ts';
export type { Keepalive, KeepaliveParts } from './keepalive.ts';
export {
  keepaliveMessage,
  clockNumber,
  keepaliveTitle,
  numberLines,
  mergedName,
  noSum,
  parseKeepalive,
} from './keepalive.ts';
export type { SharedFile } from './merged-files.ts';
export {
  fileChunks,
  mergedBytesMax,
  mergeFiles,
  sharedFilesMax,
  unmergeFiles,
} from './merged-files.ts';
export type { Opened, RejectReason } from './open.ts';
export { open, replayProblem } from './open.ts';
export type { SealOptions } from './seal.ts';
export { canSeal, payloadBytesMax, saltBytes, seal } from './seal.ts';
