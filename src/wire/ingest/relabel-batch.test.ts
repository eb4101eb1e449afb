import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBatch, encodeBatch, relabelBatch, type IngestRecord } from './index.ts';

function record(text: string, source = 'file:/x', queue = '1'): IngestRecord {
  const origin = { agent: '999', source, stream: 's', from: 3, to: 9 };
  return { queue, location: `/${source}`, text, origin };
}

function relabel(bytes: Buffer): Buffer | undefined {
  return relabelBatch(bytes, ({ location, stream }) => ({
    location: `(web) any->${location}`,
    agent: '001',
    stream: `${stream}@spool`,
  }));
}

describe('relabelBatch', () => {
  it('names the sources anew and leaves the records alone', () => {
    const records = [record('a'), record('b', 'file:/y'), record('c')];
    const named = relabel(encodeBatch(records));

    const expected = records.map(({ queue, location, text, origin }) => ({
      queue,
      location: `(web) any->${location}`,
      text,
      origin: origin && { ...origin, agent: '001', stream: 's@spool' },
    }));
    expect(named?.equals(encodeBatch(expected))).toBe(true);
  });

  it('gives no origin to records that have none', () => {
    const plain = { queue: '1', location: 'x', text: 'a', origin: undefined };
    const named = decodeBatch(relabel(encodeBatch([plain])) ?? Buffer.alloc(0));

    expect(named).toMatchObject({
      sources: [{ location: '(web) any->x', origin: undefined }],
      records: [{ text: 'a' }],
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a queue of two letters', encodeBatch([record('a', 's', '12')])],
    ['no queue', encodeBatch([record('a', 's', '')])],
    ['a name without end', encodeBatch([record('a', 'x'.repeat(9000))])],
    ['a batch with a tail', Buffer.concat([encodeBatch([record('a')]), Buffer.from('x')])],
  ])('refuses %s', (_, bytes) => {
    expect(relabel(bytes)).toBeUndefined();
  });

  it('answers only what can be decoded, whatever the bytes are', () => {
    const good = encodeBatch([record('a'), record('b', 'file:/y')]);
    fc.assert(
      fc.property(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const bytes = Buffer.from(good);
        bytes[at] = value;
        const named = relabel(bytes);
        if (named !== undefined) expect(decodeBatch(named).kind).toBe('batch');
      }),
    );
  });
});
