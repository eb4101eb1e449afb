import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, latin1, toUtf8 } from './index.ts';

describe('latin1', () => {
  it('makes one character of each byte', () => {
    const every = Uint8Array.from({ length: 256 }, (_, i) => i);
    const text = latin1(every);
    expect(text).toHaveLength(256);
    expect(Array.from(every, (_, i) => text.charCodeAt(i))).toEqual(Array.from(every));
  });

  it('looks at the view, not at the memory behind it', () => {
    const memory = Buffer.from('secret visible secret', 'latin1');
    expect(latin1(memory.subarray(7, 14))).toBe('visible');
  });

  it('loses nothing of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(Buffer.from(latin1(bytes), 'latin1').equals(bytes)).toBe(true);
      }),
    );
  });
});

describe('fromUtf8 and toUtf8', () => {
  it.each([
    ['', ''],
    ['plain', 'plain'],
    ['é', '\xc3\xa9'],
    ['日本', '\xe6\x97\xa5\xe6\x9c\xac'],
    ['😀', '\xf0\x9f\x98\x80'],
  ])('%j is %j inside the program', (text, inside) => {
    expect(fromUtf8(text)).toBe(inside);
    expect(toUtf8(inside)).toBe(text);
  });

  it.each([
    ['\xff', '\ufffd'],
    ['a\xc3', 'a\ufffd'],
    ['\xe9t\xe9', '\ufffdt\ufffd'],
  ])('%j, which is no UTF-8, becomes %j', (inside, text) => {
    expect(toUtf8(inside)).toBe(text);
  });

  it('undo each other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toUtf8(fromUtf8(text))).toBe(text);
      }),
    );
  });
});
