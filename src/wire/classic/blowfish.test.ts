import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialWords, subkeyCount, tableWords } from './blowfish-digits.ts';
import { BlowfishKey } from './blowfish.ts';

/** 2^bits times pi, by Machin's formula. */
function pi(bits: number): bigint {
  const guard = 64n;
  const one = 1n << (BigInt(bits) + guard);
  const arctan = (x: bigint): bigint => {
    let term = one / x;
    let sum = term;
    for (let k = 3n, sign = -1n; term > 0n; k += 2n, sign = -sign) {
      term /= x * x;
      sum += (sign * term) / k;
    }
    return sum;
  };
  return (4n * (4n * arctan(5n) - arctan(239n))) >> guard;
}

/** ECB of one block, out of CBC with its fixed start. */
function encryptBlock(key: string, block: string): string {
  const iv = Buffer.from('fedcba9876543210', 'hex');
  const mixed = Buffer.from(block, 'hex').map((byte, i) => byte ^ (iv[i] ?? 0));
  return new BlowfishKey(Buffer.from(key, 'hex')).encrypt(Buffer.from(mixed)).toString('hex');
}

describe('initialWords', () => {
  it('are the digits of pi', () => {
    const bits = 32 * (subkeyCount + tableWords);
    const digits = (pi(bits) - (3n << BigInt(bits))).toString(16).padStart(bits / 4, '0');
    const words = [...initialWords()].map((word) => (word >>> 0).toString(16).padStart(8, '0'));

    expect(words.join('')).toBe(digits);
  });
});

describe('BlowfishKey', () => {
  // Test vectors that the cipher's author published.
  it.each([
    { key: '0000000000000000', clear: '0000000000000000', cipher: '4ef997456198dd78' },
    { key: 'ffffffffffffffff', clear: 'ffffffffffffffff', cipher: '51866fd5b85ecb8a' },
    { key: '3000000000000000', clear: '1000000000000001', cipher: '7d856f9a613063f2' },
    { key: '0123456789abcdef', clear: '1111111111111111', cipher: '61f9c3802281b096' },
    { key: 'fedcba9876543210', clear: '0123456789abcdef', cipher: '0aceab0fc6a0a28d' },
    { key: '7ca110454a1a6e57', clear: '01a1d6d039776742', cipher: '59c68245eb05282b' },
    { key: 'f0', clear: 'fedcba9876543210', cipher: 'f9ad597c49db005e' },
    { key: 'f0e1d2c3b4a5', clear: 'fedcba9876543210', cipher: '9457aa83b1928c0d' },
  ])('encrypts $clear with $key', ({ key, clear, cipher }) => {
    expect(encryptBlock(key, clear)).toBe(cipher);
  });

  it('decrypts what it encrypted', () => {
    const keys = fc.uint8Array({ minLength: 1, maxLength: 72 });
    const texts = fc.uint8Array({ maxLength: 80 });
    fc.assert(
      fc.property(keys, texts, (key, bytes) => {
        const text = Buffer.from(bytes.subarray(0, bytes.length & ~7));
        const cipher = new BlowfishKey(Buffer.from(key));
        expect(cipher.decrypt(cipher.encrypt(text))).toEqual(text);
        expect(cipher.encrypt(cipher.decrypt(text))).toEqual(text);
      }),
      { numRuns: 50 },
    );
  });

  it('chains its blocks', () => {
    const twice = new BlowfishKey(Buffer.from('k')).encrypt(Buffer.alloc(16));

    expect(twice.subarray(0, 8)).not.toEqual(twice.subarray(8));
  });

  it.each([0, 73])('takes no key of %i bytes', (length) => {
    expect(() => new BlowfishKey(Buffer.alloc(length))).toThrow(/1 to 72 bytes/);
  });
});
