import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBatch, encodeBatch, encodedBytes, isBatch } from './index.ts';
import type { DecodedBatch, IngestRecord } from './index.ts';

const byteText = fc
  .uint8Array({ maxLength: 40 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));
const name = fc.constantFrom('', 'a', 'b', 'file:/var/log/auth.log', 'ÿ\0');
const position = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const origin = fc
  .record({ agent: name, source: name, stream: name, a: position, b: position })
  .map(({ agent, source, stream, a, b }) => {
    return { agent, source, stream, from: Math.min(a, b), to: Math.max(a, b) };
  });
const record: fc.Arbitrary<IngestRecord> = fc.record({
  queue: fc.constantFrom('1', '8', 'a'),
  location: name,
  text: byteText,
  origin: fc.option(origin, { nil: undefined }),
});
const records = fc.array(record, { maxLength: 30 });

function ofBatch(decoded: DecodedBatch): readonly IngestRecord[] {
  if (decoded.kind !== 'batch') throw new Error(decoded.problem);
  return decoded.records.map(({ source: { queue, location, origin }, from, to, text }) => {
    if (origin === undefined) return { queue, location, text, origin };
    const { agent, source, stream } = origin;
    return { queue, location, text, origin: { agent, source, stream, from, to } };
  });
}

const sample: IngestRecord = {
  queue: '1',
  location: '/var/log/auth.log',
  text: 'abc\xff\0',
  origin: { agent: '000', source: 's', stream: 't', from: 10, to: 16 },
};

describe('batch', () => {
  it('comes back as it went in', () => {
    fc.assert(
      fc.property(records, (batch) => {
        const bytes = encodeBatch(batch);

        expect(ofBatch(decodeBatch(bytes))).toEqual(batch);
        expect(isBatch(bytes)).toBe(true);
      }),
    );
  });

  it('stores a source once', () => {
    const one = encodeBatch([sample]).length;
    const two = encodeBatch([sample, { ...sample, text: '' }]).length;

    expect(two - one).toBe(22);
  });

  it('is never longer than the sum of its parts', () => {
    fc.assert(
      fc.property(records, (batch) => {
        const bound = batch.reduce((sum, one) => sum + encodedBytes(one), 9);
        expect(encodeBatch(batch).length).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it('answers for arbitrary bytes, and the check agrees with the decoder', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const decoded = decodeBatch(Buffer.from(bytes));
        expect(isBatch(Buffer.from(bytes))).toBe(decoded.kind === 'batch');
      }),
      { numRuns: 2000 },
    );
  });

  it('answers for damaged batches, and the check agrees with the decoder', () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(records, fc.array(change, { minLength: 1, maxLength: 4 }), (batch, changes) => {
        const bytes = encodeBatch(batch);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        expect(isBatch(bytes)).toBe(decodeBatch(bytes).kind === 'batch');
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    { what: 'nothing', bytes: () => Buffer.alloc(0), problem: 'truncated' },
    {
      what: 'another version',
      bytes: () => Buffer.from([9, 0, 0, 0, 0, 0, 0, 0, 0]),
      problem: 'version',
    },
    {
      what: 'four milliard records',
      bytes: () => Buffer.from('0100000000ffffffff', 'hex'),
      problem: 'truncated',
    },
    {
      what: 'a missing last byte',
      bytes: () => encodeBatch([sample]).subarray(0, -1),
      problem: 'truncated',
    },
    {
      what: 'one byte too many',
      bytes: () => Buffer.concat([encodeBatch([sample]), Buffer.alloc(1)]),
      problem: 'trailing-bytes',
    },
    {
      what: 'a record of no source',
      bytes: () => {
        const bytes = encodeBatch([sample]);
        bytes.writeUInt16LE(7, bytes.length - 27);
        return bytes;
      },
      problem: 'source-index',
    },
    {
      what: 'a position that is no number',
      bytes: () => {
        const bytes = encodeBatch([sample]);
        bytes.writeDoubleLE(Number.NaN, bytes.length - 25);
        return bytes;
      },
      problem: 'position',
    },
    {
      what: 'a range that runs backwards',
      bytes: () => {
        const bytes = encodeBatch([sample]);
        bytes.writeDoubleLE(3, bytes.length - 17);
        return bytes;
      },
      problem: 'position',
    },
  ])('refuses $what', ({ bytes, problem }) => {
    expect(decodeBatch(bytes())).toEqual({ kind: 'malformed', problem });
    expect(isBatch(bytes())).toBe(false);
  });
});

describe('a large batch', () => {
  it('holds as many sources as it has numbers for, and not one more', () => {
    const many = Array.from({ length: 65_536 }, (_, i) => ({ ...sample, location: `/${i}` }));

    expect(ofBatch(decodeBatch(encodeBatch(many.slice(1))))).toHaveLength(65_535);
    expect(() => encodeBatch(many)).toThrow(/65,535 sources/);
  });

  it('keeps apart what differs in one part of the origin alone', () => {
    const parts = ['agent', 'source', 'stream'] as const;
    const origin = { agent: 'a', source: 'a', stream: 'a', from: 0, to: 1 };
    const others = parts.map((part) => {
      return Object.assign({}, sample, { origin: Object.assign({}, origin, { [part]: 'b' }) });
    });
    const none = { ...sample, origin: undefined };
    const mixed = [{ ...sample, origin }, ...others, none, { ...sample, queue: '2', origin }];

    const decoded = decodeBatch(encodeBatch(mixed));

    expect(ofBatch(decoded)).toEqual(mixed);
    expect(decoded).toMatchObject({ sources: { length: 6 } });
  });

  it('finds a source again after others', () => {
    const other = { ...sample, location: '/y' };
    const decoded = decodeBatch(encodeBatch([sample, other, sample, other, sample]));

    expect(decoded).toMatchObject({ sources: { length: 2 }, records: { length: 5 } });
  });

  it('is empty without records', () => {
    expect(decodeBatch(encodeBatch([]))).toEqual({ kind: 'batch', sources: [], records: [] });
  });
});
