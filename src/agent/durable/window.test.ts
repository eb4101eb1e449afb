import { describe, expect, it } from 'vitest';
import { Window } from './window.ts';

describe('Window', () => {
  it('is full by bytes or by frames, and empties with acknowledgements', () => {
    const window = new Window(100, 3);
    expect([window.isEmpty, window.isFull]).toEqual([true, false]);
    window.add({ lane: 'logs', next: 10, bytes: 60 });
    window.add({ lane: 'reports', next: 5, bytes: 10 });
    expect(window.isFull).toBe(false);
    window.add({ lane: 'logs', next: 20, bytes: 1 });
    expect(window.isFull).toBe(true);

    expect(window.acknowledge('logs', 20)).toBe(true);
    expect([window.isEmpty, window.isFull]).toEqual([false, false]);
    window.add({ lane: 'logs', next: 30, bytes: 90 });
    expect(window.isFull).toBe(true);
    expect(window.acknowledge('reports', 5)).toBe(true);
    expect(window.acknowledge('logs', 30)).toBe(true);
    expect(window.isEmpty).toBe(true);
  });

  it.each([
    ['never sent', 'logs', 11],
    ['of another lane', 'reports', 10],
    ['acknowledged already', 'logs', 5],
  ] as const)('knows what was %s', (_, lane, next) => {
    const window = new Window(100, 10);
    window.add({ lane: 'logs', next: 5, bytes: 1 });
    window.add({ lane: 'logs', next: 10, bytes: 1 });
    window.acknowledge('logs', 5);
    expect(window.acknowledge(lane, next)).toBe(false);
  });
});
