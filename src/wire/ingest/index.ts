export { batchRecordCount, isBatch } from './check-batch.ts';
export type { BatchProblem, DecodedBatch } from './decode-batch.ts';
export { decodeBatch } from './decode-batch.ts';
export { encodeBatch, encodedBytes } from './encode-batch.ts';
export type { Frame, FrameKind, FrameProblem } from './frame.ts';
export { encodeAck, encodeFrame, frameHeaderBytes, FrameReader } from './frame.ts';
export type { SenderSource, SourceLabel } from './relabel-batch.ts';
export { relabelBatch } from './relabel-batch.ts';
export type { BatchRecord, BatchSource, IngestOrigin, IngestRecord } from './types.ts';
