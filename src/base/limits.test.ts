import { describe, expect, it } from 'vitest';
import { brand, limits } from './index.ts';

describe('limits', () => {
  it.each(Object.entries(limits))('%s is a whole number above 0', (_, value) => {
    expect(Number.isSafeInteger(value)).toBe(true);
    expect(value).toBeGreaterThan(0);
  });

  it('let the longest line travel in one frame', () => {
    expect(limits.frameBytes).toBeGreaterThan(2 * limits.lineBytes);
  });
});

describe('brand', () => {
  it('has a version of three numbers, the one of the package', async () => {
    const { default: about } = (await import('../../package.json', { with: { type: 'json' } })) as {
      default: { version: string };
    };
    expect(brand.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(about.version).toBe(brand.version);
  });
});
