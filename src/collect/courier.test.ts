import { describe, expect, it } from 'vitest';
import type { CollectedRecord } from './contract.ts';
import { Courier, StoppedError } from './courier.ts';

function records(count: number, size = 1): readonly CollectedRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    queue: '1',
    location: '/x',
    text: 'x'.repeat(size),
    origin: { agent: '000', source: 'file:/x', stream: 's', from: i, to: i + 1 },
  }));
}

function open(deliver: (batch: readonly CollectedRecord[]) => Promise<void>) {
  const failures: unknown[] = [];
  const courier = new Courier({ deliver }, (error) => {
    failures.push(error);
  });
  return { courier, failures };
}

describe('a courier', () => {
  it.each([
    [0, 1, []],
    [1, 1, [1]],
    [1000, 1, [1000]],
    [2001, 1, [1000, 1000, 1]],
    [20, 60_000, [8, 8, 4]],
    [3, 600_000, [1, 1, 1]],
  ])('hands on %i records of %i bytes in batches', async (count, size, expected) => {
    const sizes: number[] = [];
    const { courier } = open(async (batch) => {
      sizes.push(batch.length);
    });

    await courier.send(records(count, size));

    expect(sizes).toEqual(expected);
  });

  it('keeps the order of one source', async () => {
    const seen: number[] = [];
    const { courier } = open(async (batch) => {
      await Promise.resolve();
      seen.push(...batch.map(({ origin }) => origin.from));
    });

    await courier.send(records(2500));

    expect(seen).toEqual(Array.from({ length: 2500 }, (_, i) => i));
  });

  it('stops for good at the first failure and tells it once', async () => {
    const { courier, failures } = open(() => Promise.reject(new Error('full')));
    const one = courier.send(records(1));
    const two = courier.send(records(1));

    await expect(one).rejects.toThrow(StoppedError);
    await expect(two).rejects.toThrow(StoppedError);
    await expect(courier.send(records(1))).rejects.toThrow(StoppedError);
    expect(failures).toHaveLength(1);
    expect(courier.stopped).toBe(true);
  });

  it('hands on nothing more once it is told to stop', async () => {
    let calls = 0;
    const { courier, failures } = open(async () => {
      calls++;
      courier.stop();
    });

    await expect(courier.send(records(1500))).rejects.toThrow(StoppedError);

    expect(calls).toBe(1);
    expect(failures).toEqual([]);
  });
});
