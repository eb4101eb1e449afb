import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextArena } from './text-arena.ts';

const megabyte = 1024 * 1024;

describe('an arena of texts', () => {
  it('gives back what was put, byte for byte', () => {
    const byte = fc.nat({ max: 255 }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.array(fc.string({ unit: byte, maxLength: 60 })), (texts) => {
        const arena = new TextArena();
        const places = texts.map((text) => arena.put(text));
        const back = texts.map((text, i) => arena.text(places[i] ?? -1, text.length));
        expect(back).toEqual(texts);
        expect(arena.bytes).toBe(texts.join('').length);
      }),
    );
  });

  it.each([
    ['one that fills a chunk', [megabyte, 1, 0, 5]],
    ['many that fill one together', Array.from({ length: 9 }, () => megabyte / 4)],
    ['one that is longer than a chunk', [10, 3 * megabyte, 20, 2 * megabyte, 30]],
    ['an empty one behind a full chunk', [megabyte, 0, 0, megabyte, 0]],
    ['one that does not fit behind another', [megabyte - 3, 4, 5]],
  ])('takes %s', (_name, lengths) => {
    const arena = new TextArena();
    const texts = lengths.map((length, i) => String.fromCharCode(0x61 + i).repeat(length));
    const places = texts.map((text) => arena.put(text));
    for (const [i, text] of texts.entries()) {
      expect(arena.text(places[i] ?? -1, text.length) === text).toBe(true);
    }
  });

  it('takes texts over from another', () => {
    const [from, to] = [new TextArena(), new TextArena()];
    const texts = ['one', 'x'.repeat(2 * megabyte), 'j\xf6rg'];
    const places = texts.map((text) => to.take(from, from.put(text), text.length));
    for (const [i, text] of texts.entries()) {
      expect(to.text(places[i] ?? -1, text.length) === text).toBe(true);
    }
    expect(to.bytes).toBe(from.bytes);
  });

  it('copies a text to where it is wanted', () => {
    const arena = new TextArena();
    arena.put('before');
    const place = arena.put('text');
    const target = Buffer.from('..........');
    arena.copyTo(target, 3, place, 4);
    expect(target.toString()).toBe('...text...');
  });
});
