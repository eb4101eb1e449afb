import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTally, DurableFrameReader, encodeTally, type Tally } from './index.ts';

function bodyOf(frame: Buffer): Buffer {
  const reader = new DurableFrameReader(1_000_000);
  reader.add(frame);
  return reader.next()?.body ?? Buffer.alloc(0);
}

const source = { source: 'file:/var/log/\xe4', stream: '8:1', position: 2 ** 45, records: 7 };
const tally: Tally = { waitingBytes: 12, lagSeconds: 3, lost: 4, sources: [source] };

describe('a tally', () => {
  it('says what was said', () => {
    expect(decodeTally(bodyOf(encodeTally(tally)))).toEqual(tally);
  });

  it('tells so many sources as fit', () => {
    const many = Array.from({ length: 900 }, (_, i) => ({ ...source, source: `file:${i}` }));
    const long = many.map((one) => ({ ...one, source: one.source.padEnd(900, 'x') }));

    expect(decodeTally(bodyOf(encodeTally({ ...tally, sources: many })))?.sources).toHaveLength(
      500,
    );
    const some = decodeTally(bodyOf(encodeTally({ ...tally, sources: long })))?.sources.length ?? 0;
    expect(some).toBeGreaterThan(50);
    expect(some).toBeLessThan(500);
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"waitingBytes":-1,"lagSeconds":0,"lost":0,"sources":[]}',
    '{"waitingBytes":0,"lagSeconds":0.5,"lost":0,"sources":[]}',
    '{"waitingBytes":0,"lagSeconds":0,"lost":0,"sources":{}}',
    '{"waitingBytes":0,"lagSeconds":0,"lost":0,"sources":[1]}',
    '{"waitingBytes":0,"lagSeconds":0,"lost":0,"sources":[["a","b",1]]}',
    `{"waitingBytes":0,"lagSeconds":0,"lost":0,"sources":[["${'a'.repeat(2000)}","b",1,1]]}`,
    `{"waitingBytes":0,"lagSeconds":0,"lost":0,"sources":[${'[],'.repeat(600)}[]]}`,
    ' '.repeat(300_000),
  ])('is none: %#', (text) => {
    expect(decodeTally(Buffer.from(text))).toBeUndefined();
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        decodeTally(Buffer.from(text));
      }),
    );
  });
});
