import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PositionStore } from './position-store.ts';
import { parsePositions } from './positions.ts';
import type { PathPosition } from './positions.ts';
import { Bench, until } from './testing/bench.ts';

let bench: Bench;
const stores: PositionStore[] = [];
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await bench.close();
});

const position: PathPosition = {
  cursors: [
    {
      stream: 's',
      id: '1:2:3',
      offset: 10,
      covered: 8,
      memory: '\xff"\n',
      head: { length: 10, hash: 'h' },
      seen: 12,
      tail: { length: 12, hash: 't' },
      changed: '1767326645000000000',
    },
  ],
  done: [],
  generation: 2,
};

async function open(name = 'positions'): Promise<PositionStore> {
  const note = (message: string): void => {
    bench.logged.push(message);
  };
  const store = new PositionStore({
    path: bench.path(name),
    everyMs: 5,
    clock: () => 1_767_326_645_000,
    log: { info: note, warn: note, error: note },
  });
  stores.push(store);
  await store.load();
  return store;
}

describe('secure', () => {
  it('resolves when everything set before the call is on disk, each time', async () => {
    const store = await open();
    for (let generation = 1; generation <= 20; generation++) {
      store.setFile('/a', () => ({ ...position, generation }));
      store.setFile('/b', () => ({ ...position, generation }));

      await Promise.all([store.secure(), store.secure()]);

      const saved = parsePositions(readFileSync(bench.path('positions'), 'utf8'));
      expect(saved?.files['/a']?.generation).toBe(generation);
      expect(saved?.files['/b']?.generation).toBe(generation);
    }
  });

  it('holds what is set while a save is under way for the next one', async () => {
    const store = await open();
    const first = store.secure();
    await Promise.resolve();
    store.setFile('/late', () => position);

    await Promise.all([first, store.secure()]);

    const saved = parsePositions(readFileSync(bench.path('positions'), 'utf8'));
    expect(Object.keys(saved?.files ?? {})).toEqual(['/late']);
  });

  it('waits for a disk that takes nothing until it does again', async () => {
    const store = await open();
    mkdirSync(bench.path('positions.new'));
    store.setFile('/a', () => position);
    let done = false;

    const secured = store.secure().then(() => {
      done = true;
    });
    await until(() => bench.logged.some((line) => line.startsWith('cannot save')));
    const early = done;
    rmSync(bench.path('positions.new'), { recursive: true });
    await secured;

    expect(early).toBe(false);
    const saved = parsePositions(readFileSync(bench.path('positions'), 'utf8'));
    expect(Object.keys(saved?.files ?? {})).toEqual(['/a']);
  });
});

describe('the positions file', () => {
  it('keeps what it was told', async () => {
    const first = await open();
    expect(first.known).toBe(false);
    first.setLocations(['/a', '/b/*']);
    first.setFile('/a\xff', () => position);
    first.setJournal('all', { cursor: 'c', stream: 's', number: 5 });
    await first.close();

    const second = await open();

    expect(second.known).toBe(true);
    expect(second.epoch).toBe(first.epoch);
    expect(second.savedAtMs).toBe(1_767_326_645_000);
    expect([second.wasWatched('/a'), second.wasWatched('/c')]).toEqual([true, false]);
    expect(second.file('/a\xff')).toEqual(position);
    expect(second.file('__proto__')).toBeUndefined();
    expect(second.journal('all')).toEqual({ cursor: 'c', stream: 's', number: 5 });
  });

  it('is saved soon after a change', async () => {
    const store = await open();
    store.setFile('/a', () => position);

    await until(() => readFileSync(bench.path('positions'), 'utf8').includes('"/a"'));
  });

  it.each(['', '{', '[]', '{"version":2}', '{"version":1,"epoch":"x"}'])(
    'that is damaged (%s) is kept aside',
    async (text) => {
      writeFileSync(bench.path('positions'), text);

      const store = await open();

      expect(store.known).toBe(false);
      const aside = readdirSync(bench.folder).find((name) => name.includes('.damaged-'));
      expect(readFileSync(bench.path(aside ?? ''), 'utf8')).toBe(text);
      expect(bench.logged).toHaveLength(1);
    },
  );

  it('that cannot be written is told once and tried again', async () => {
    mkdirSync(bench.path('folder'));
    const store = await open('folder/positions');
    rmSync(bench.path('folder'), { recursive: true });
    store.setFile('/a', () => position);
    await until(() => bench.logged.length > 0);
    store.changed();
    mkdirSync(bench.path('folder'));

    await until(() => bench.logged.length > 1);

    expect(bench.logged[0]).toContain('cannot save');
    expect(bench.logged[1]).toContain('saved again');
    expect(readFileSync(bench.path('folder/positions'), 'utf8')).toContain('"/a"');
  });
});

it('parsePositions takes any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parsePositions(text)).toBeUndefined();
    }),
  );
});

it('parsePositions refuses a file with one wrong value', () => {
  const whole = {
    version: 1,
    epoch: 'e',
    savedAtMs: 1,
    locations: ['/a'],
    files: { '/a': position },
    journals: {},
  };
  expect(parsePositions(JSON.stringify(whole))).toEqual(whole);
  const [cursor] = position.cursors;
  const wrong = [
    { ...whole, files: { '/a': { ...position, generation: -1 } } },
    { ...whole, files: { '/a': { ...position, cursors: [{ ...cursor, offset: 0.5 }] } } },
    { ...whole, files: { '/a': { ...position, cursors: [{ ...cursor, changed: 'x' }] } } },
    { ...whole, files: { '/a': { ...position, done: [{ ...cursor, head: 5 }] } } },
    { ...whole, files: [] },
    { ...whole, locations: [5] },
    { ...whole, journals: { all: { cursor: 5, stream: '', number: 1 } } },
  ];
  for (const one of wrong) expect(parsePositions(JSON.stringify(one))).toBeUndefined();
});
