import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AgentPlaces, parsePlaces, placesText } from './agent-places.ts';

function name(number: number): string {
  return number.toString(16).padStart(16, '0');
}

function newPlaces(home = mkdtempSync(join(tmpdir(), 'tocsin-places-'))) {
  mkdirSync(join(home, 'queue/rids'), { recursive: true });
  return { home, places: new AgentPlaces(home, '001') };
}

describe('AgentPlaces', () => {
  it('only go forward, each lane by itself', () => {
    const { places } = newPlaces();
    places.advance(name(1), 1, { position: 10, mark: 5 });
    places.advance(name(1), 0, { position: 3, mark: 6 });
    places.advance(name(1), 1, { position: 9, mark: 7 });

    expect(places.of(name(1))).toEqual([
      { position: 3, mark: 6 },
      { position: 10, mark: 5 },
    ]);
    expect(places.of(name(2))[1]).toEqual({ position: 0, mark: 0 });
  });

  it('keep the spools that were heard last', () => {
    const { home, places } = newPlaces();
    for (let i = 0; i < 20; i++) places.advance(name(i), 0, { position: i + 1, mark: i });
    places.advance(name(14), 0, { position: 99, mark: 0 });
    expect(places.isDirty).toBe(true);
    places.save();
    expect(places.isDirty).toBe(false);

    const again = newPlaces(home).places;
    const positions = [11, 12, 13, 14, 19].map((i) => again.of(name(i))[0]?.position);
    expect(positions).toEqual([0, 13, 14, 99, 20]);
  });

  it.each([
    [''],
    ['x'],
    [`${name(1)} 1 2 3\n`],
    [`${name(1)} 1 2 3 -4\n`],
    [`${name(1)} 9999999999999999 2 3 4\n`],
    [`${name(1)} 1 2 3 4 5\n`],
    ['\0'.repeat(100)],
  ])('that nobody wrote are none: %j', (text) => {
    expect(parsePlaces(text).size).toBe(0);
  });

  it('are read as they were written', () => {
    const text = `${name(2)} 1 4294967295 9007199254740991 0\n${name(1)} 0 0 7 8\n`;
    expect(placesText(parsePlaces(text))).toBe(text);
  });
});
