import { expect } from 'vitest';

/** Asks until the answer is right; a busy machine has time. */
export function soon<T>(ask: () => T) {
  return expect.poll(ask, { timeout: 20_000, interval: 5 });
}
