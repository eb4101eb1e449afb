import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../base/index.ts';
import { foldSet, isUtf8, kelvin, longS, pointBytes, pointsOf } from './utf8.ts';

describe('folding', () => {
  it.each([
    ['a', 'aA'],
    ['A', 'aA'],
    ['1', '1'],
    ['-', '-'],
    ['k', 'kK\u212a'],
    ['\u212a', 'kK\u212a'],
    ['s', 'sS\u017f'],
    ['\u017f', 'sS\u017f'],
    ['é', 'éÉ'],
    ['É', 'éÉ'],
    ['å', 'åÅ\u212b'],
    ['ß', 'ßẞ'],
    ['µ', 'µμΜ'],
    ['σ', 'σςΣ'],
    ['ς', 'σςΣ'],
    ['ω', 'ωΩ\u2126'],
    ['я', 'яЯ'],
    ['ÿ', 'ÿŸ'],
    ['İ', 'İ'], // Its lower case is two code points: no simple folding.
    ['ı', 'ı'], // Its upper case is I, which folds to i.
    ['ǆ', 'ǆǅǄ'],
    ['β', 'βΒϐ'],
    ['ϴ', 'ϴθϑΘ'],
    ['ι', 'ιΙ\u0345\u1fbe'],
    ['ΐ', '\u0390\u1fd3'],
    ['ѣ', 'ѣѢ\u1c87'],
    ['\u1f80', '\u1f80\u1f88'],
    ['ﬅ', 'ﬅﬆ'],
    ['日', '日'],
    ['😀', '😀'],
    ['𐐀', '𐐀𐐨'],
  ])('%s is the same as any of %s', (char, all) => {
    const found = foldSet(char.codePointAt(0) ?? 0);
    expect(new Set(found)).toEqual(new Set(Array.from(all, (one) => one.codePointAt(0))));
  });

  it('is the same from every member', () => {
    for (const code of [0x6b, kelvin, 0x73, longS, 0xe9, 0xc9, 0x3c3, 0x3c2, 0x3a3]) {
      for (const other of foldSet(code))
        expect(new Set(foldSet(other))).toEqual(new Set(foldSet(code)));
    }
  });

  it('agrees with JavaScript on letters beyond ASCII', () => {
    const letters = [
      [0xb5, 0x24f],
      [0x370, 0x52f],
      [0x1c80, 0x1c88],
      [0x1e00, 0x1fff],
      [0xfb00, 0xfb06],
    ].flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
    const all = String.fromCodePoint(...letters);
    for (const code of letters) {
      const same = all.match(new RegExp(String.fromCodePoint(code), 'giu')) ?? [];
      const folded = foldSet(code).filter((one) => letters.includes(one));
      expect(new Set(folded.map((one) => String.fromCodePoint(one)))).toEqual(new Set(same));
    }
  });

  it('keeps ASCII letters apart from all but two other code points', () => {
    for (let code = 0x61; code <= 0x7a; code++) {
      const beyond = foldSet(code).filter((one) => one > 0x7f);
      expect(beyond).toEqual(code === 0x6b ? [kelvin] : code === 0x73 ? [longS] : []);
    }
  });
});

describe('code points in bytes', () => {
  const raw = (code: number) => ({ code, raw: true });
  const point = (code: number) => ({ code, raw: false });
  it.each<[name: string, bytes: string, ReturnType<typeof raw>[]]>([
    ['nothing', '', []],
    ['ASCII', 'a\0', [point(0x61), point(0)]],
    ['two bytes', '\xc3\xa9', [point(0xe9)]],
    ['three bytes', '\xe2\x82\xac', [point(0x20ac)]],
    ['four bytes', '\xf0\x9f\x98\x80', [point(0x1f600)]],
    ['a continuation alone', '\xa9a', [raw(0xa9), point(0x61)]],
    ['a lead at the end', 'a\xc3', [point(0x61), raw(0xc3)]],
    ['a lead before ASCII', '\xe9t\xe9', [raw(0xe9), point(0x74), raw(0xe9)]],
    ['three bytes cut short', '\xe2\x82', [raw(0xe2), raw(0x82)]],
    ['a lead that never is one', '\xc0\x80\xff', [raw(0xc0), raw(0x80), raw(0xff)]],
    ['a lead beyond the last', '\xf5\x80\x80\x80', [raw(0xf5), raw(0x80), raw(0x80), raw(0x80)]],
  ])('%s', (_, bytes, points) => {
    expect(pointsOf(bytes)).toEqual(points);
    expect(isUtf8(bytes)).toBe(points.every((one) => !one.raw));
    expect(isUtf8(`${bytes}x`)).toBe(points.every((one) => !one.raw));
    expect(isUtf8(bytes)).toBe(points.every((one) => !one.raw));
  });

  it('come back as the bytes they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const bytes = fromUtf8(text);
        expect(
          pointsOf(bytes)
            .map(({ code }) => pointBytes(code))
            .join(''),
        ).toBe(bytes);
        expect(isUtf8(bytes)).toBe(true);
      }),
    );
  });

  it.each([
    ['c3a9', '\u00e9'],
    ['e0a080', '\u0800'],
    ['ed9fbf', '\ud7ff'],
    ['ee8080', '\ue000'],
    ['f0908080', '\u{10000}'],
    ['f48fbfbf', '\u{10ffff}'],
    ['c080', undefined],
    ['c1bf', undefined],
    ['e08080', undefined],
    ['e09fbf', undefined],
    ['eda080', undefined],
    ['edbfbf', undefined],
    ['f0808080', undefined],
    ['f08fbfbf', undefined],
    ['f4908080', undefined],
    ['f5808080', undefined],
    ['e282', undefined],
    ['80', undefined],
  ])('know %s', (hex, text) => {
    const bytes = Buffer.from(hex, 'hex').toString('latin1');
    expect(isUtf8(bytes)).toBe(text !== undefined);
    expect(pointsOf(bytes)).toEqual(
      text === undefined
        ? Array.from(Buffer.from(hex, 'hex'), (code) => ({ code, raw: true }))
        : [{ code: text.codePointAt(0), raw: false }],
    );
  });

  it('stand for every byte exactly once, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (array) => {
        const bytes = String.fromCharCode(...array);
        const points = pointsOf(bytes);
        const lengths = points.map(({ code, raw }) => (raw ? 1 : pointBytes(code).length));
        expect(lengths.reduce((sum, one) => sum + one, 0)).toBe(bytes.length);
        expect(isUtf8(bytes)).toBe(points.every((one) => !one.raw));
      }),
    );
  });
});
