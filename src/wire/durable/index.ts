export type { BundleProblem, Compression, OpenedBundle } from './bundle.ts';
export { batchMark, compressions, openBundle, packBundle, usableCompressions } from './bundle.ts';
export type { DurableFrame, DurableFrameProblem, DurableKind } from './frame.ts';
export { DurableFrameReader, encodeDurable, strangerBytesMax } from './frame.ts';
export type { Ack, Challenge, Data, Hello, LanePlace, RefuseReason, Welcome } from './messages.ts';
export {
  decodeAck,
  decodeChallenge,
  decodeData,
  decodeHello,
  decodeRefuse,
  decodeRekey,
  decodeWelcome,
  durableVersion,
  encodeAckOf,
  encodeChallenge,
  encodeData,
  encodeHello,
  encodeRefuse,
  encodeRekey,
  encodeWelcome,
  isRefuseReason,
  laneCount,
  nonceBytes,
  refuseWord,
} from './messages.ts';
export type { Handshake } from './proof.ts';
export {
  agentProof,
  credentialOf,
  durableAlpn,
  exporterBytes,
  exporterLabel,
  isProof,
  proofBytes,
  serverProof,
} from './proof.ts';
export type { SourceReach, Tally } from './tally.ts';
export { decodeTally, encodeTally, tallyBytesMax } from './tally.ts';
