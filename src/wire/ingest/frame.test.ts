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
