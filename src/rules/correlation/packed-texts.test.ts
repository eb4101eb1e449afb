import { deserialize, serialize } from 'node:v8';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PackedTexts } from './packed-texts.ts';
import { packTexts, unpackTexts } from './packed-texts.ts';

const byte = fc.nat({ max: 255 }).map((code) => String.fromCharCode(code));
const text = fc.option(fc.string({ unit: byte, maxLength: 40 }), { nil: undefined });

describe('packed texts', () => {
  it.each([
    ['as they are', (packed: PackedTexts) => packed],
    ['cloned', (packed: PackedTexts) => structuredClone(packed)],
    ['from a file', (packed: PackedTexts) => deserialize(serialize(packed)) as PackedTexts],
  ])('come out as they went in, %s', (_way, pass) => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), (texts) => {
        expect(unpackTexts(pass(packTexts(texts)))).toEqual(texts);
      }),
    );
  });

  it('of many megabytes are several pieces', () => {
    const texts = Array.from({ length: 40 }, (_, i) => String.fromCharCode(i + 48).repeat(700_000));
    texts.push('', 'last');
    const packed = packTexts(texts);
    expect(packed.pieces.length).toBeGreaterThan(2);
    expect(unpackTexts(packed)).toEqual(texts);
  });

  it('of none is nothing', () => {
    expect(packTexts([])).toEqual({ pieces: [], lengths: new Uint32Array(0) });
    expect(unpackTexts(packTexts([undefined]))).toEqual([undefined]);
  });
});
