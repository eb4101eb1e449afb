import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchSource } from '../../wire/index.ts';
import { Ledger } from './index.ts';
import { Lru } from './lru.ts';

function source(stream = 's', name = 'file:/x', agent = '000'): BatchSource {
  return { queue: '1', location: '/x', origin: { agent, source: name, stream } };
}

function takeAll(ledger: Ledger, ranges: readonly (readonly [number, number])[]) {
  return ranges.map(([from, to]) => ledger.take(ledger.account(source()), from, to));
}

describe('take', () => {
  it.each([
    { what: 'a new stream, wherever it starts', ranges: [[500, 600]], last: 'fresh' },
    {
      what: 'what touches',
      ranges: [
        [0, 10],
        [10, 20],
      ],
      last: 'fresh',
    },
    {
      what: 'what comes again',
      ranges: [
        [0, 10],
        [10, 20],
        [10, 20],
      ],
      last: 'duplicate',
    },
    {
      what: 'what came long ago',
      ranges: [
        [0, 10],
        [10, 90],
        [0, 10],
      ],
      last: 'duplicate',
    },
    {
      what: 'what overlaps and goes on',
      ranges: [
        [0, 10],
        [5, 20],
      ],
      last: 'fresh',
    },
    {
      what: 'an empty range at the end',
      ranges: [
        [0, 10],
        [10, 10],
      ],
      last: 'duplicate',
    },
    {
      what: 'what leaves a hole',
      ranges: [
        [0, 10],
        [15, 20],
      ],
      last: { stream: 's', from: 10, to: 15 },
    },
  ] as const)('answers $last for $what', ({ ranges, last }) => {
    expect(takeAll(new Ledger(), ranges).at(-1)).toEqual(last);
  });

  it('does not mix streams, sources and agents', () => {
    const ledger = new Ledger();
    const sources = [
      source('s'),
      source('t'),
      source('s', 'file:/y'),
      source('s', 'file:/x', '001'),
    ];

    const taken = sources.map((one) => ledger.take(ledger.account(one), 0, 10));

    expect(taken).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
    expect(ledger.streamCount).toBe(4);
    expect(ledger.sources).toHaveLength(3);
  });

  it('never calls a record without an origin a duplicate', () => {
    const ledger = new Ledger();
    const account = ledger.account({ queue: '1', location: 'inner', origin: undefined });

    expect([ledger.take(account, 0, 0), ledger.take(account, 0, 0)]).toEqual(['fresh', 'fresh']);
    expect(ledger.sources).toMatchObject([{ agent: '', source: 'inner', received: 2 }]);
  });

  it('adds up, whatever comes', () => {
    const range = fc
      .tuple(fc.nat({ max: 50 }), fc.nat({ max: 10 }))
      .map(([from, more]) => [from, from + more] as const);
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const ledger = new Ledger();
        for (const [from, to] of ranges) {
          const account = ledger.account(source());
          if (ledger.take(account, from, to) !== 'duplicate') ledger.analysed(account.tally, true);
        }
        const { received, analysed, duplicates } = ledger.totals;
        const [tally] = ledger.sources;
        expect(received).toBe(ranges.length);
        expect(analysed + duplicates).toBe(received);
        if (tally === undefined) return;
        // What was covered and what was lost lie side by side up to the newest position.
        const first = ranges[0]?.[0] ?? 0;
        expect(tally.covered + tally.lost).toBeGreaterThanOrEqual(tally.position - first);
        expect(tally.position).toBe(Math.max(...ranges.map(([, to]) => to)));
      }),
    );
  });
});

describe('the tally', () => {
  it('counts and keeps the newest gaps by name', () => {
    const ledger = new Ledger();
    for (let i = 0; i < 20; i++) takeAll(ledger, [[i * 10, i * 10 + 4]]);

    const [tally] = ledger.sources;
    expect(tally).toMatchObject({ gaps: 19, lost: 114, covered: 80, position: 194 });
    expect(tally?.lastGaps).toHaveLength(8);
    expect(tally?.lastGaps.at(-1)).toEqual({ stream: 's', from: 184, to: 190 });
  });

  it('tells invalid records from analysed ones', () => {
    const ledger = new Ledger();
    const { tally } = ledger.account(source());
    ledger.analysed(tally, true);
    ledger.analysed(tally, false);

    expect(ledger.totals).toMatchObject({ analysed: 1, invalid: 1 });
  });

  it('forgets the streams that were silent longest', () => {
    const ledger = new Ledger();
    for (let i = 0; i < 20_001; i++) ledger.take(ledger.account(source(`s${i}`)), 0, 10);

    expect(ledger.streamCount).toBe(20_000);
    expect(ledger.snapshot().streamsEvicted).toBe(1);
    expect(ledger.take(ledger.account(source('s0')), 0, 10)).toBe('fresh');
    expect(ledger.take(ledger.account(source('s20000')), 0, 10)).toBe('duplicate');
  });
});

it('goes on from a snapshot as if nothing had happened', () => {
  const ledger = new Ledger();
  takeAll(ledger, [
    [0, 10],
    [20, 30],
  ]);
  const state = structuredClone(ledger.snapshot());
  const restored = Ledger.restore(state);

  takeAll(ledger, [
    [20, 30],
    [40, 50],
  ]);
  takeAll(restored, [
    [20, 30],
    [40, 50],
  ]);

  expect(restored.snapshot()).toEqual(ledger.snapshot());
  expect(state.sources[0]?.[1]).toMatchObject({ gaps: 1 });
});

it('Lru forgets what was not asked for', () => {
  const lru = new Lru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.get('a');
  lru.set('c', 3);

  expect(lru.get('b')).toBeUndefined();
  expect(lru.entries()).toEqual([
    ['a', 1],
    ['c', 3],
  ]);
  expect(lru.evicted).toBe(1);
});
