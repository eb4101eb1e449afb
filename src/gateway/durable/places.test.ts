import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePlaces, Places, placesText } from './places.ts';

function name(number: number): string {
  return number.toString(16).padStart(16, '0');
}

function newPlaces(path = join(mkdtempSync(join(tmpdir(), 'tocsin-places-')), 'durable')) {
  return { path, places: new Places(path) };
}

describe('Places', () => {
  it('only go forward, each lane of each agent by itself', () => {
    const { places } = newPlaces();
    places.advance('001', name(1), 1, { position: 10, mark: 5 });
    places.advance('001', name(1), 0, { position: 3, mark: 6 });
    places.advance('001', name(1), 1, { position: 9, mark: 7 });

    expect(places.of('001', name(1))).toEqual([
      { position: 3, mark: 6 },
      { position: 10, mark: 5 },
    ]);
    for (const [id, spool] of [
      ['001', name(2)],
      ['002', name(1)],
    ] as const) {
      expect(places.of(id, spool)[1]).toEqual({ position: 0, mark: 0 });
    }
  });

  it('keep the spools that were heard last, over a restart', () => {
    const { path, places } = newPlaces();
    for (let i = 0; i < 20; i++) places.advance('001', name(i), 0, { position: i + 1, mark: i });
    places.advance('001', name(14), 0, { position: 99, mark: 0 });
    places.advance('002', name(0), 0, { position: 7, mark: 0 });
    expect(places.isDirty).toBe(true);
    places.save();
    expect(places.isDirty).toBe(false);

    const again = newPlaces(path).places;
    const positions = [11, 12, 13, 14, 19].map((i) => again.of('001', name(i))[0]?.position);
    expect(positions).toEqual([0, 13, 14, 99, 20]);
    expect(again.of('002', name(0))[0]?.position).toBe(7);
  });

  it('of agents that are no more are forgotten', () => {
    const { places } = newPlaces();
    places.advance('001', name(1), 0, { position: 1, mark: 0 });
    places.advance('002', name(1), 0, { position: 2, mark: 0 });
    places.save();
    places.keep((id) => id === '002');

    expect(places.isDirty).toBe(true);
    expect(places.of('001', name(1))[0]?.position).toBe(0);
    expect(places.of('002', name(1))[0]?.position).toBe(2);
    places.save();
    places.keep(() => true);
    expect(places.isDirty).toBe(false);
  });

  it.each([
    [''],
    ['x'],
    [`001 ${name(1)} 1 2 3\n`],
    [`001 ${name(1)} 1 2 3 -4\n`],
    [`web ${name(1)} 1 2 3 4\n`],
    [`001 ${name(1)} 9999999999999999 2 3 4\n`],
    [`001 ${name(1)} 1 2 3 4 5\n`],
    ['\0'.repeat(100)],
  ])('that nobody wrote are none: %j', (text) => {
    expect(parsePlaces(text).size).toBe(0);
  });

  it('are read as they were written', () => {
    const text = `001 ${name(2)} 1 4294967295 9007199254740991 0\n001 ${name(1)} 0 0 7 8\n`;
    expect(placesText(parsePlaces(text))).toBe(text);
  });
});
