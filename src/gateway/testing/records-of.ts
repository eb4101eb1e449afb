import type { Buffer } from 'node:buffer';
import { decodeBatch, type IngestRecord } from '../../wire/index.ts';

/** The records of a batch, as they were before they were one. */
export function recordsOf(bytes: Buffer): readonly IngestRecord[] {
  const batch = decodeBatch(bytes);
  if (batch.kind !== 'batch') throw new Error(batch.problem);
  return batch.records.map(({ source, from, to, text }) => {
    const { queue, location, origin } = source;
    return { queue, location, text, origin: origin && { ...origin, from, to } };
  });
}
