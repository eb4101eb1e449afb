import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IngestRecord } from '../wire/index.ts';
import { decodeBatch, encodeBatch, FrameReader, splitBatches } from '../wire/index.ts';
import { OutgoingBatches } from './outgoing-batches.ts';

function record(text: string): IngestRecord {
  return { queue: '1', location: '/x', text, origin: undefined };
}

function textsOf(frame: Buffer | undefined): readonly string[] {
  const [decoded] = frame === undefined ? [] : new FrameReader().push(frame);
  if (decoded === undefined) return [];
  const { kind, body } = decoded;
  return (kind === 'batches' ? (splitBatches(body) ?? []) : [body]).flatMap((one) => {
    const batch = decodeBatch(one);
    return batch.kind === 'batch' ? batch.records.map(({ text }) => text) : [];
  });
}

function allFrames(batches: OutgoingBatches): readonly (readonly string[])[] {
  const frames: (readonly string[])[] = [];
  for (let frame = batches.next(); frame !== undefined; frame = batches.next()) {
    frames.push(textsOf(frame));
  }
  return frames;
}

/** Which of the deliveries are settled, as a text: `-` waits, `+` resolved, `!` rejected. */
function watch(deliveries: readonly Promise<void>[]): () => Promise<string> {
  const marks = deliveries.map(() => '-');
  for (const [i, delivery] of deliveries.entries()) {
    void delivery.then(
      () => (marks[i] = '+'),
      () => (marks[i] = '!'),
    );
  }
  return async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return marks.join('');
  };
}

describe('OutgoingBatches', () => {
  it('puts what waits together into one batch', () => {
    const batches = new OutgoingBatches(8);
    void batches.add([record('a'), record('b')]);
    void batches.add([record('c')]);

    expect(allFrames(batches)).toEqual([['a', 'b', 'c']]);
  });

  it('resolves a delivery with the batch that holds its last record', async () => {
    const batches = new OutgoingBatches(8);
    const large = 'x'.repeat(700_000);
    const deliveries = [
      batches.add([record('first')]),
      batches.add([record(large), record(large), record(large)]),
      batches.add([record('last')]),
    ];
    const marks = watch(deliveries);
    const frames = allFrames(batches);

    expect(frames.map((texts) => texts.length)).toEqual([2, 1, 2]);
    batches.acknowledge(1);
    expect(await marks()).toBe('+--');
    batches.acknowledge(2);
    expect(await marks()).toBe('+--');
    batches.acknowledge(3);
    expect(await marks()).toBe('+++');
  });

  it('takes an acknowledgement for all batches before it, and ignores old and foreign ones', async () => {
    const batches = new OutgoingBatches(8);
    const deliveries = ['a', 'b', 'c'].map((text) => {
      const delivery = batches.add([record(text)]);
      batches.next();
      return delivery;
    });
    const marks = watch(deliveries);

    batches.acknowledge(0);
    expect(await marks()).toBe('---');
    batches.acknowledge(2);
    batches.acknowledge(1);
    expect(await marks()).toBe('++-');
    expect(batches.unacknowledged().map(textsOf)).toEqual([['c']]);
  });

  it('holds back when all places are taken', () => {
    const batches = new OutgoingBatches(2);
    for (const text of ['a', 'b', 'c', 'd']) {
      void batches.add([record(text)]);
      if (text === 'a') batches.next();
      if (text === 'b') batches.next();
    }

    expect(batches.next()).toBeUndefined();
    batches.acknowledge(1);
    expect(textsOf(batches.next())).toEqual(['c', 'd']);
    expect(batches.next()).toBeUndefined();
  });

  it('sends a batch that is one already as it is, in its place', async () => {
    const batches = new OutgoingBatches(8);
    const done = encodeBatch([record('b'), record('c')]);
    const deliveries = [
      batches.add([record('a')]),
      batches.addBatch(done),
      batches.addBatch(done),
      batches.add([record('d')]),
    ];
    const marks = watch(deliveries);

    expect(allFrames(batches)).toEqual([['a'], ['b', 'c', 'b', 'c'], ['d']]);
    batches.acknowledge(1);
    expect(await marks()).toBe('+---');
    batches.acknowledge(2);
    expect(await marks()).toBe('+++-');
    batches.acknowledge(3);
    expect(await marks()).toBe('++++');
  });

  it('refuses a batch that fits no frame, and any after the end', async () => {
    const batches = new OutgoingBatches(8);
    const code = 'INGEST_RECORD_TOO_LARGE';
    await expect(batches.addBatch(Buffer.alloc(8 * 2 ** 20))).rejects.toMatchObject({ code });
    batches.abandon();
    await expect(batches.addBatch(Buffer.alloc(1))).rejects.toMatchObject({
      code: 'INGEST_CLOSED',
    });
  });

  it('resolves an empty delivery at once', async () => {
    const batches = new OutgoingBatches(8);

    await batches.add([]);
    expect(batches.next()).toBeUndefined();
  });

  it('rejects all that is open when it is abandoned, and what comes later', async () => {
    const batches = new OutgoingBatches(1);
    const deliveries = [batches.add([record('sent')])];
    batches.next();
    deliveries.push(batches.add([record('waiting')]));
    const marks = watch(deliveries);
    batches.abandon();

    expect(await marks()).toBe('!!');
    await expect(batches.add([record('late')])).rejects.toMatchObject({ code: 'INGEST_CLOSED' });
    expect(batches.unacknowledged()).toEqual([]);
  });

  it('refuses a record that fits no frame, and none of its neighbours', async () => {
    const batches = new OutgoingBatches(1);
    const huge = [record('a'), record('x'.repeat(8 * 1024 * 1024))];

    await expect(batches.add(huge)).rejects.toMatchObject({ code: 'INGEST_RECORD_TOO_LARGE' });
    expect(batches.next()).toBeUndefined();
  });

  it('cuts a batch at a number of records', () => {
    const batches = new OutgoingBatches(8);
    void batches.add(Array.from({ length: 40_000 }, (_, i) => record(String(i))));

    expect(allFrames(batches).map((texts) => texts.length)).toEqual([16_384, 16_384, 7232]);
  });

  it('keeps every record once and in order, however deliveries and batches are cut', () => {
    const sizes = fc.array(fc.array(fc.nat({ max: 900_000 }), { maxLength: 3 }), { maxLength: 5 });
    fc.assert(
      fc.property(sizes, (deliveries) => {
        const batches = new OutgoingBatches(100);
        let number = 0;
        const sent: string[] = [];
        for (const delivery of deliveries) {
          const records = delivery.map((size) => record(`${number++} ${'x'.repeat(size)}`));
          void batches.add(records);
        }
        for (const texts of allFrames(batches)) {
          sent.push(...texts.map((text) => text.split(' ')[0] ?? ''));
        }
        expect(sent).toEqual(Array.from({ length: number }, (_, i) => String(i)));
      }),
      { numRuns: 25 },
    );
  });
});
