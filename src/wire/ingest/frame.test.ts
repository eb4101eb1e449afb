import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../base/index.ts';
import { encodeAck, encodeFrame, frameHeaderBytes, FrameReader } from './index.ts';

function pieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  cut.push(bytes.subarray(at));
  return cut;
}

const bodies = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 });

describe('FrameReader', () => {
  it('finds the frames however the stream is cut', () => {
    fc.assert(
      fc.property(bodies, fc.array(fc.nat({ max: 40 })), (all, sizes) => {
        const sent = all.map((body, i) => encodeFrame('batch', i, Buffer.from(body)));
        const reader = new FrameReader();
        const found = pieces(Buffer.concat(sent), sizes).flatMap((piece) => reader.push(piece));

        expect(reader.problem).toBeUndefined();
        expect(found.map(({ sequence }) => sequence)).toEqual(all.map((_, i) => i));
        expect(found.map(({ body }) => body.toString('hex'))).toEqual(
          all.map((body) => Buffer.from(body).toString('hex')),
        );
      }),
    );
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        const reader = new FrameReader();
        for (const chunk of chunks) reader.push(Buffer.from(chunk));
      }),
    );
  });

  it('finds every damaged byte behind the length', () => {
    const frame = encodeFrame('batch', 5, Buffer.from('hello'));
    for (let at = 4; at < frame.length; at++) {
      const damaged = Buffer.from(frame);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      const reader = new FrameReader();

      expect(reader.push(damaged)).toEqual([]);
      expect(reader.problem).toBeDefined();
    }
  });

  it.each([
    { what: 'a length over the limit', bytes: 'ffffffff', problem: 'too-large' },
    { what: 'a length below a header', bytes: '0d000000', problem: 'too-short' },
    { what: 'another version', bytes: `0e00000063${'00'.repeat(13)}`, problem: 'version' },
    { what: 'an unknown kind', bytes: `0e00000001ff${'00'.repeat(12)}`, problem: 'kind' },
  ])('refuses $what', ({ bytes, problem }) => {
    const reader = new FrameReader();
    reader.push(Buffer.from(bytes, 'hex'));

    expect(reader.problem).toBe(problem);
    expect(reader.push(encodeAck(1))).toEqual([]);
  });

  it('takes the largest frame', () => {
    const body = Buffer.alloc(limits.frameBytes - frameHeaderBytes);
    const [frame] = new FrameReader().push(encodeFrame('batch', 1, body));

    expect(frame?.body.length).toBe(body.length);
  });

  it('reads an ack', () => {
    expect(new FrameReader().push(encodeAck(77))).toMatchObject([{ kind: 'ack', sequence: 77 }]);
  });
});

describe('encodeFrame', () => {
  it.each([0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER])('carries the sequence %i', (sequence) => {
    const [frame] = new FrameReader().push(encodeFrame('batch', sequence, Buffer.from('x')));

    expect(frame).toMatchObject({ kind: 'batch', sequence });
  });

  it('refuses a body that fits no frame: the sender has to cut', () => {
    const body = Buffer.alloc(limits.frameBytes - frameHeaderBytes + 1);

    expect(() => encodeFrame('batch', 1, body)).toThrow(/assertion failed/);
  });

  it.each([
    { what: 'negative', value: -1 },
    { what: 'no whole number', value: 1.5 },
    { what: 'no number', value: Number.NaN },
    { what: 'beyond what counts exactly', value: 2 ** 60 },
  ])('is not read with a sequence that is $what', ({ value }) => {
    const frame = encodeFrame('batch', 1, Buffer.from('x'));
    frame.writeDoubleLE(value, 6);
    const reader = new FrameReader();
    reader.push(frame);

    expect(reader.problem).toBe('sequence');
  });
});

describe('a stream of single bytes', () => {
  it('is read like any other', () => {
    const stream = Buffer.concat([
      encodeFrame('batch', 1, Buffer.from('one')),
      encodeAck(2),
      encodeFrame('batch', 3, Buffer.alloc(0)),
    ]);
    const reader = new FrameReader();
    const found = [...stream].flatMap((byte) => reader.push(Buffer.from([byte])));

    expect(found.map(({ kind, sequence }) => `${kind} ${sequence}`)).toEqual([
      'batch 1',
      'ack 2',
      'batch 3',
    ]);
  });

  it('gives the frames before a damaged one', () => {
    const damaged = encodeFrame('batch', 2, Buffer.from('two'));
    damaged[damaged.length - 1] = 0;
    const reader = new FrameReader();
    const found = reader.push(Buffer.concat([encodeAck(1), damaged, encodeAck(3)]));

    expect(found.map(({ sequence }) => sequence)).toEqual([1]);
    expect(reader.problem).toBe('crc');
  });
});
