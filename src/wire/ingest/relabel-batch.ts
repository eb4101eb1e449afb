import { Buffer } from 'node:buffer';
import { batchSourcesMax, sourceFixedBytes, batchHeaderBytes } from './types.ts';
import { isBatch } from './check-batch.ts';

/** What a source is called by whoever sent it. */
export interface SenderSource {
  readonly queue: string;
  readonly location: string;
  readonly source: string;
  readonly stream: string;
}

/** What it is called here. */
export interface SourceLabel {
  readonly location: string;
  readonly agent: string;
  readonly stream: string;
}

const textsOfSource = 5;
const textBytesMax = 8192;

/**
 * A batch of somebody else with other names for its sources; its records are not touched. Undefined
 * for bytes that are no batch, or whose sources no collector would name so.
 */
export function relabelBatch(
  bytes: Buffer,
  label: (source: SenderSource) => SourceLabel,
): Buffer | undefined {
  if (!isBatch(bytes)) return undefined;
  const count = bytes.readUInt32LE(1);
  if (count > batchSourcesMax) return undefined;
  const head: Buffer[] = [bytes.subarray(0, batchHeaderBytes)];
  let at = batchHeaderBytes;
  for (let i = 0; i < count; i++) {
    const flag = bytes.readUInt8(at++);
    const texts: string[] = [];
    for (let field = 0; field < textsOfSource; field++) {
      const length = bytes.readUInt32LE(at);
      if (length > textBytesMax) return undefined;
      texts.push(bytes.toString('latin1', at + 4, at + 4 + length));
      at += 4 + length;
    }
    const [queue = '', location = '', , source = '', stream = ''] = texts;
    if (queue.length !== 1) return undefined;
    const named = label({ queue, location, source, stream });
    head.push(encodeSource(flag, [queue, named.location, named.agent, source, named.stream]));
  }
  return Buffer.concat([...head, bytes.subarray(at)]);
}

function encodeSource(flag: number, texts: readonly string[]): Buffer {
  const size = texts.reduce((sum, { length }) => sum + length, sourceFixedBytes);
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.writeUInt8(flag, 0);
  for (const text of texts) {
    at = bytes.writeUInt32LE(text.length, at);
    at += bytes.write(text, at, 'latin1');
  }
  return bytes;
}
