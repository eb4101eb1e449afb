import { Buffer } from 'node:buffer';
import { assert } from '../../base/index.ts';
import type { IngestOrigin, IngestRecord } from './types.ts';
import {
  batchHeaderBytes,
  batchSourcesMax,
  batchVersion,
  recordFixedBytes,
  sourceFixedBytes,
} from './types.ts';

function sourceTexts({ queue, location, origin }: IngestRecord): readonly string[] {
  const { agent = '', source = '', stream = '' } = origin ?? {};
  return [queue, location, agent, source, stream];
}

/** An upper bound for the bytes a record adds to a batch, for those who cut batches to size. */
export function encodedBytes(record: IngestRecord): number {
  let bytes = sourceFixedBytes + recordFixedBytes + record.text.length;
  for (const text of sourceTexts(record)) bytes += text.length;
  return bytes;
}

interface SourceTable {
  /** The first record of each source, in table order. */
  readonly first: readonly IngestRecord[];
  readonly indexes: readonly number[];
}

function sameOrigin(a: IngestOrigin | undefined, b: IngestOrigin | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.stream === b.stream && a.source === b.source && a.agent === b.agent;
}

function tabulate(records: readonly IngestRecord[]): SourceTable {
  const first: IngestRecord[] = [];
  const indexes: number[] = [];
  const byKey = new Map<string, number>();
  let last: IngestRecord | undefined;
  let index = 0;
  for (const record of records) {
    // Records of one source mostly follow each other: no key is built for those.
    const same =
      last !== undefined &&
      last.location === record.location &&
      last.queue === record.queue &&
      sameOrigin(last.origin, record.origin);
    if (!same) {
      const mark = record.origin === undefined ? '-' : '+';
      const key = JSON.stringify([mark, ...sourceTexts(record)]);
      const known = byKey.get(key);
      index = known ?? first.push(record) - 1;
      if (known === undefined) byKey.set(key, index);
    }
    last = record;
    indexes.push(index);
  }
  return { first, indexes };
}

function batchBytes({ first }: SourceTable, records: readonly IngestRecord[]): number {
  let bytes = batchHeaderBytes;
  for (const record of first) {
    bytes += sourceFixedBytes;
    for (const text of sourceTexts(record)) bytes += text.length;
  }
  for (const { text } of records) bytes += recordFixedBytes + text.length;
  return bytes;
}

/** All texts hold one character per byte. The caller keeps batches below the frame limit. */
export function encodeBatch(records: readonly IngestRecord[]): Buffer {
  const table = tabulate(records);
  assert(table.first.length <= batchSourcesMax, 'a batch holds at most 65,535 sources');
  const bytes = Buffer.allocUnsafe(batchBytes(table, records));
  let at = bytes.writeUInt8(batchVersion, 0);
  at = bytes.writeUInt32LE(table.first.length, at);
  at = bytes.writeUInt32LE(records.length, at);
  for (const record of table.first) {
    at = bytes.writeUInt8(record.origin === undefined ? 0 : 1, at);
    for (const text of sourceTexts(record)) {
      at = bytes.writeUInt32LE(text.length, at);
      at += bytes.write(text, at, 'latin1');
    }
  }
  let i = 0;
  for (const { text, origin } of records) {
    at = bytes.writeUInt16LE(table.indexes[i++] ?? 0, at);
    at = bytes.writeDoubleLE(origin?.from ?? 0, at);
    at = bytes.writeDoubleLE(origin?.to ?? 0, at);
    at = bytes.writeUInt32LE(text.length, at);
    at += bytes.write(text, at, 'latin1');
  }
  assert(at === bytes.length, 'a batch is as long as it was measured');
  return bytes;
}
