import { describe, expect, it } from 'vitest';
import { Intake } from './intake.ts';

/** A delivery of which each step is made by hand. */
function byHand(limit: number) {
  const steps: { batch: Buffer; done: () => void; fail: () => void }[] = [];
  const intake = new Intake(
    {
      deliverBatch: (batch) =>
        new Promise((resolve, reject) => {
          steps.push({ batch, done: resolve, fail: () => reject(new Error('over')) });
        }),
    },
    limit,
  );
  return { intake, steps };
}

describe('Intake', () => {
  it('resolves when all batches are safe, in their order', async () => {
    const { intake, steps } = byHand(100);
    const added = intake.add([Buffer.from('a'), Buffer.from('bc')]);
    expect(steps.map(({ batch }) => batch.toString())).toEqual(['a', 'bc']);
    expect(intake.waitingBytes).toBe(3);
    for (const { done } of steps) done();
    await added;
    expect(intake.waitingBytes).toBe(0);
  });

  it('is crowded from a size on, and calls back when it is no more', async () => {
    const { intake, steps } = byHand(10);
    let called = 0;
    const first = intake.add([Buffer.alloc(6)]);
    expect(intake.isCrowded).toBe(false);
    const second = intake.add([Buffer.alloc(6)]);
    expect(intake.isCrowded).toBe(true);
    intake.whenFree(() => called++);
    expect(called).toBe(0);
    steps[0]?.done();
    await first;
    expect([intake.isCrowded, called]).toEqual([false, 1]);
    steps[1]?.done();
    await second;
    expect(called).toBe(1);
  });

  it('wakes in turn, as long as there is room', async () => {
    const { intake, steps } = byHand(10);
    const woken: string[] = [];
    const greedy = (): void => {
      woken.push('greedy');
      void intake.add([Buffer.alloc(10)]);
    };
    const first = intake.add([Buffer.alloc(10)]);
    const modest = (): void => void woken.push('modest');
    for (const one of [modest, greedy, greedy, () => woken.push('late')]) intake.whenFree(one);
    steps[0]?.done();
    await first;
    expect(woken).toEqual(['modest', 'greedy']);
    steps[1]?.done();
    await expect.poll(() => woken).toEqual(['modest', 'greedy', 'late']);
  });

  it('forgets what could not be delivered', async () => {
    const { intake, steps } = byHand(10);
    const added = intake.add([Buffer.alloc(20)]);
    steps[0]?.fail();
    await expect(added).rejects.toThrow('over');
    expect([intake.waitingBytes, intake.isCrowded]).toEqual([0, false]);
  });
});
