import type { Buffer } from 'node:buffer';
import type { BatchRecord, BatchSource } from './types.ts';
import { batchHeaderBytes, batchVersion, recordFixedBytes, sourceFixedBytes } from './types.ts';

export type BatchProblem = 'version' | 'truncated' | 'source-index' | 'position' | 'trailing-bytes';

export type DecodedBatch =
  | {
      readonly kind: 'batch';
      readonly sources: readonly BatchSource[];
      readonly records: readonly BatchRecord[];
    }
  | { readonly kind: 'malformed'; readonly problem: BatchProblem };

function malformed(problem: BatchProblem): DecodedBatch {
  return { kind: 'malformed', problem };
}

/** Reads length-prefixed texts; `failed` once a length points behind the end. */
class TextReader {
  readonly #bytes: Buffer;
  at: number;
  failed = false;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  text(): string {
    const start = this.at + 4;
    if (start > this.#bytes.length) return this.#fail();
    const end = start + this.#bytes.readUInt32LE(this.at);
    if (end > this.#bytes.length) return this.#fail();
    this.at = end;
    return this.#bytes.toString('latin1', start, end);
  }

  #fail(): string {
    this.failed = true;
    return '';
  }
}

function decodeSource(bytes: Buffer, reader: TextReader): BatchSource | undefined {
  const flag = reader.at < bytes.length ? bytes.readUInt8(reader.at++) : 2;
  const queue = reader.text();
  const location = reader.text();
  const agent = reader.text();
  const source = reader.text();
  const stream = reader.text();
  if (flag > 1 || reader.failed) return undefined;
  return { queue, location, origin: flag === 1 ? { agent, source, stream } : undefined };
}

function isRange(from: number, to: number): boolean {
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to >= from;
}

/** Foreign bytes: answers what is wrong, never throws, never reserves by a claimed length. */
export function decodeBatch(bytes: Buffer): DecodedBatch {
  if (bytes.length < batchHeaderBytes) return malformed('truncated');
  if (bytes.readUInt8(0) !== batchVersion) return malformed('version');
  const sourceCount = bytes.readUInt32LE(1);
  const recordCount = bytes.readUInt32LE(5);
  const least = sourceCount * sourceFixedBytes + recordCount * recordFixedBytes;
  if (least > bytes.length - batchHeaderBytes) return malformed('truncated');

  const reader = new TextReader(bytes, batchHeaderBytes);
  const sources: BatchSource[] = [];
  for (let i = 0; i < sourceCount; i++) {
    const source = decodeSource(bytes, reader);
    if (source === undefined) return malformed('truncated');
    sources.push(source);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: BatchRecord[] = [];
  for (let i = 0, at = reader.at; i < recordCount; i++) {
    if (at + recordFixedBytes > bytes.length) return malformed('truncated');
    const source = sources[view.getUint16(at, true)];
    if (source === undefined) return malformed('source-index');
    const from = view.getFloat64(at + 2, true);
    const to = view.getFloat64(at + 10, true);
    if (!isRange(from, to)) return malformed('position');
    const start = at + recordFixedBytes;
    at = start + view.getUint32(at + 18, true);
    if (at > bytes.length) return malformed('truncated');
    records.push({ source, from, to, text: bytes.toString('latin1', start, at) });
    reader.at = at;
  }
  if (reader.at !== bytes.length) return malformed('trailing-bytes');
  return { kind: 'batch', sources, records };
}
